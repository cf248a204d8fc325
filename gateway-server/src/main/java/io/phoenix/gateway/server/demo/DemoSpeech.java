package io.phoenix.gateway.server.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a stand-in for a language model says. No model is at work: it names itself, counts the words of the last
 * message, and counts to a number when asked to, which makes a stream of any length.
 *
 * @param tokens the answer, a word at a time, each with the space before it
 * @param promptTokens the number of words in all messages
 * @param cut whether the client's limit ended it early
 */
record DemoSpeech(List<String> tokens, int promptTokens, boolean cut) {

    private static final Pattern COUNT = Pattern.compile("count to (\\d{1,6})", Pattern.CASE_INSENSITIVE);

    /** Answers a request in the form of OpenAI's and Ollama's APIs: {@code messages}, or else {@code prompt}. */
    static DemoSpeech answering(JsonValue request, String speaker, String model, int limit) {
        String last = "";
        int promptTokens = 0;
        for (JsonValue message : request.get("messages").items()) {
            String said = content(message.get("content"));
            promptTokens += words(said).size();
            last = message.get("role").text("").equals("user") ? said : last;
        }
        if (!request.get("messages").isList()) {
            last = content(request.get("prompt"));
            promptTokens = words(last).size();
        }
        List<String> tokens = speak(last, speaker, model);
        boolean cut = limit >= 0 && limit < tokens.size();
        return new DemoSpeech(cut ? tokens.subList(0, limit) : tokens, promptTokens, cut);
    }

    /** What each of these messages says. */
    static List<String> texts(JsonValue messages) {
        return messages.items().stream()
                .map(message -> content(message.get("content")))
                .toList();
    }

    String text() {
        return String.join("", tokens);
    }

    String finishReason() {
        return cut ? "length" : "stop";
    }

    private static List<String> speak(String last, String speaker, String model) {
        List<String> tokens = new ArrayList<>();
        Matcher count = COUNT.matcher(last);
        if (count.find()) {
            for (int i = 1; i <= Integer.parseInt(count.group(1)); i++) {
                tokens.add(i == 1 ? "1" : " " + i);
            }
            return tokens;
        }
        int said = words(last).size();
        String answer = "This is " + speaker + ", the demo's stand-in for " + model + ". Your last message had " + said
                + (said == 1 ? " word." : " words.")
                + " There is no language model here, but the route is real: the gateway read the model's name from your"
                + " request while it was arriving, chose this upstream, and passes on every word the moment it leaves."
                + " Ask me to count to 100 and stop me halfway.";
        for (String word : words(answer)) {
            tokens.add(tokens.isEmpty() ? word : " " + word);
        }
        return tokens;
    }

    /** A message's content is a string or a list of parts, some of which are text. */
    private static String content(JsonValue content) {
        StringBuilder text = new StringBuilder(content.text(""));
        for (JsonValue part : content.items()) {
            text.append(part.text(part.get("text").text(""))).append(' ');
        }
        return text.toString();
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (StringTokenizer tokens = new StringTokenizer(text); tokens.hasMoreTokens(); ) {
            words.add(tokens.nextToken());
        }
        return words;
    }
}
