// The clients that people use (openai, ollama, @qdrant/js-client-rest) through the gateway of `bin/gateway demo`.
import path from 'node:path';
import { QdrantClient } from '@qdrant/js-client-rest';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { check, play, start, until } from './stage.mjs';

const messages = [{ role: 'user', content: 'count to 3' }];

/** The error of a call that is to fail. */
async function failure(promise) {
  try {
    await promise;
  } catch (e) {
    return e;
  }
  throw new Error('a call that was to fail did not');
}

async function openai(client) {
  const list = await client.models.list();
  // What upstreams serve is asked for in the background, so that only the configured names are there at once.
  const ids = list.data.map((model) => model.id);
  check(ids.includes('granite') && ids.includes('embedding'), 'openai: models.list has the models and aliases', ids);
  const one = await client.models.retrieve('granite');
  check(one.id === 'granite', 'openai: models.retrieve');
  const whole = await client.chat.completions.create({ model: 'granite', messages });
  check(whole.choices[0].message.content.includes('3'), 'openai: a chat completion', JSON.stringify(whole));
  const pieces = [];
  for await (const chunk of await client.chat.completions.create({ model: 'granite', messages, stream: true })) {
    pieces.push(chunk.choices[0]?.delta?.content ?? '');
  }
  const said = pieces.join('');
  check(pieces.length > 3 && said.includes('3'), `openai: the same as a stream, in ${pieces.length} pieces`, said);
  const response = await client.responses.create({ model: 'granite', input: 'count to 3' });
  check(response.output_text.includes('3'), 'openai: a response', JSON.stringify(response));
  const input = ['a door', 'a window'];
  const { data } = await client.embeddings.create({ model: 'text-embedding-ada-002', input });
  check(data.length === 2 && data[1].embedding.length > 100, 'openai: embeddings by an alias, in base64');
  const unknown = await failure(client.chat.completions.create({ model: 'granit', messages }));
  const told = unknown instanceof OpenAI.NotFoundError && unknown.code === 'model_not_found';
  check(told, 'openai: an unknown model is its NotFoundError, model_not_found', unknown);
  const kind = await failure(client.chat.completions.create({ model: 'embedding', messages }));
  check(kind instanceof OpenAI.BadRequestError, 'openai: a chat with an embedding model is its BadRequestError', kind);
  const stopped = new AbortController();
  const long = [{ role: 'user', content: 'count to 500' }];
  const options = { signal: stopped.signal };
  for await (const chunk of await client.chat.completions.create({ model: 'granite', messages: long, stream: true }, options)) {
    if (chunk.choices.length > 0) {
      stopped.abort();
    }
  }
  check(true, 'openai: a stream that its reader leaves');
}

async function ollama(where, client) {
  const model = 'granite3.3:8b';
  const names = await until('Ollama lists its models', async () => {
    const { models } = await client.list();
    return models.some(({ name }) => name === model) && models.map(({ name }) => name);
  });
  check(true, `ollama ${where}: list has ${names.length} models`);
  const shown = await client.show({ model });
  check(shown.details !== undefined, `ollama ${where}: show`);
  const whole = await client.chat({ model, messages });
  check(whole.message.content.includes('3'), `ollama ${where}: a chat`, JSON.stringify(whole));
  const pieces = [];
  for await (const line of await client.chat({ model, messages, stream: true })) {
    pieces.push(line.message.content);
  }
  check(pieces.length > 3, `ollama ${where}: the same as a stream, in ${pieces.length} lines`, pieces.join(''));
  const generated = await client.generate({ model, prompt: 'count to 3' });
  check(generated.response.includes('3'), `ollama ${where}: generate`, JSON.stringify(generated));
  const { embeddings } = await client.embed({ model: 'nomic-embed-text', input: ['a door', 'a window'] });
  check(embeddings.length === 2, `ollama ${where}: embed`);
  const unknown = await failure(client.chat({ model: 'nobody', messages }));
  check(unknown.status_code === 404, `ollama ${where}: an unknown model is its 404`, unknown);
}

async function qdrant(client) {
  const name = 'doors';
  check(await client.createCollection(name, { vectors: { size: 4, distance: 'Cosine' } }), 'qdrant: createCollection');
  const points = [
    { id: 1, vector: [1, 0, 0, 0], payload: { door: 'front' } },
    { id: 2, vector: [0, 1, 0, 0], payload: { door: 'back' } },
  ];
  const { status } = await client.upsert(name, { wait: true, points });
  check(status === 'completed', 'qdrant: upsert', status);
  const { collections } = await client.getCollections();
  check(collections.some((collection) => collection.name === name), 'qdrant: getCollections');
  const { points_count: count } = await client.getCollection(name);
  check(count === 2, 'qdrant: getCollection', count);
  const vector = [0.1, 0.9, 0, 0];
  const found = await client.query(name, { query: vector, limit: 1, with_payload: true });
  check(found.points[0].payload.door === 'back', 'qdrant: query', JSON.stringify(found));
  const missing = await failure(client.getCollection('nowhere'));
  check(missing.status === 404, 'qdrant: a collection that is not there is its 404', missing);
  check(await client.deleteCollection(name), 'qdrant: deleteCollection');
}

await play('clients', async () => {
  const demo = start('demo', path.join(process.env.PHOENIX_HOME, 'bin/gateway'), ['demo']);
  const address = () => /http:\/\/localhost:(\d+)\/webui\//.exec(demo.output);
  const [, port] = await until('the demo serves', address, { program: demo, seconds: 120 });
  const origin = `http://127.0.0.1:${port}`;
  await openai(new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'none', maxRetries: 0 }));
  await ollama('at the root', new Ollama({ host: origin }));
  await ollama('below /ollama/', new Ollama({ host: `${origin}/ollama` }));
  await qdrant(new QdrantClient({ url: origin, prefix: '/qdrant', checkCompatibility: false }));
});
