// The upstream of each model. A name that is not here is refused, as the gateway does.
const upstreams = { granite: '@a', qwen: '@b' };

function route(r) {
    let model;
    try {
        model = JSON.parse(r.requestText).model;
    } catch (e) {
        r.return(400, 'malformed JSON');
        return;
    }
    const upstream = upstreams[model];
    if (upstream === undefined) {
        r.return(404, 'no such model');
        return;
    }
    r.internalRedirect(upstream);
}

export default { route };
