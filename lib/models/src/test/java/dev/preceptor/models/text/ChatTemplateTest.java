package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

  private static final Path GOLDEN = Path.of("src/test/resources/goldens/qwen2-vl");

  /** Made by {@code chat-templates/make.py} with transformers. */
  private static final Path TEMPLATES = Path.of("src/test/resources/chat-templates");

  private static final List<Message> QUESTION = List.of(Message.user("What is this?", false));

  private static final String SIXTEEN_TIMES =
      "{% set s = s ~ s ~ s ~ s ~ s ~ s ~ s ~ s ~ s ~ s ~ s ~ s ~ s ~ s ~ s ~ s %}";

  /** Makes {@code s} a text of 65536 characters. */
  private static final String LONG =
      "{% set s = 'xxxxxxxxxxxxxxxx' %}" + SIXTEEN_TIMES + SIXTEEN_TIMES + SIXTEEN_TIMES;

  private static ChatTemplate template(String text) {
    return template(Map.of("chat_template.jinja", text));
  }

  private static ChatTemplate template(Map<String, String> files) {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return ChatTemplate.from(new MemoryModel(bytes, Map.of())).orElseThrow();
  }

  private static List<Message> messages(JsonNode list) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : list) {
      String role = message.get("role").asText();
      JsonNode content = message.get("content");
      messages.add(
          content.isTextual()
              ? Message.of(role, content.asText())
              : Message.user(content.get(1).get("text").asText(), true));
    }
    return messages;
  }

  @Test
  void templatesAreRenderedAsInTransformers() throws IOException {
    String tokens = "{\"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\"}}";
    for (JsonNode one : new ObjectMapper().readTree(TEMPLATES.resolve("expected.json").toFile())) {
      String name = one.get("template").asText();
      String text = Files.readString(TEMPLATES.resolve(name));
      ChatTemplate template =
          template(Map.of("chat_template.jinja", text, "tokenizer_config.json", tokens));
      List<Message> messages = messages(one.get("messages"));
      boolean prompt = one.get("add_generation_prompt").asBoolean();
      if (one.get("text").isNull()) {
        assertThatThrownBy(() -> template.render(messages, prompt))
            .isInstanceOf(InputException.class)
            .hasMessageContaining("refuses the conversation: turns must alternate");
      } else {
        assertThat(template.render(messages, prompt)).as(name).isEqualTo(one.get("text").asText());
      }
    }
  }

  /** Mistral-Instruct's template has such a loop over tools, of which there are none here. */
  @Test
  void aLoopWithAConditionIsRefusedOnceItHasAnItem() {
    String loop = "{% for m in SOURCE if m.role != \"user\" %}x{% endfor %}y";
    assertThat(template("{% set l = [] %}" + loop.replace("SOURCE", "l")).render(QUESTION, true))
        .isEqualTo("y");
    assertThat(
            template("{% if tools %}" + loop.replace("SOURCE", "tools") + "{% endif %}z")
                .render(QUESTION, true))
        .isEqualTo("z");
    ChatTemplate reached = template("\n" + loop.replace("SOURCE", "messages"));
    assertThatThrownBy(() -> reached.render(QUESTION, true))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 2: a loop with a condition (for m in messages if")
        .hasMessageNotContaining("\n");
  }

  @Test
  void goldenPromptsBecomeGoldenChatTexts() throws IOException {
    try (Checkpoint model = Checkpoint.open(GOLDEN)) {
      ChatTemplate template = ChatTemplate.from(model).orElseThrow();
      JsonNode golden = new ObjectMapper().readTree(GOLDEN.resolve("golden.json").toFile());
      for (JsonNode one : golden.get("cases")) {
        Message user = Message.user(one.get("prompt").asText(), one.path("image").isTextual());
        assertThat(template.render(List.of(user), true)).isEqualTo(one.get("chat_text").asText());
      }
    }
  }

  @Test
  void aTemplateIsFoundInEveryFileThatMayHoldIt() {
    String json = "{\"chat_template\": \"from json\"}";
    String list =
        "{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"no\"},"
            + " {\"name\": \"default\", \"template\": \"from list\"}]}";
    assertThat(
            template(Map.of("chat_template.jinja", "from jinja", "tokenizer_config.json", list))
                .render(QUESTION, true))
        .isEqualTo("from jinja");
    assertThat(
            template(Map.of("chat_template.jinja", "from json\n", "chat_template.json", json))
                .render(QUESTION, true))
        .isEqualTo("from json");
    assertThat(
            template(Map.of("chat_template.json", json, "tokenizer_config.json", list))
                .render(QUESTION, true))
        .isEqualTo("from json");
    assertThat(template(Map.of("tokenizer_config.json", list)).render(QUESTION, true))
        .isEqualTo("from list");
    assertThat(ChatTemplate.from(new MemoryModel(Map.of(), Map.of()))).isEmpty();
  }

  @Test
  void anObjectOfNamedTemplatesIsReadAsAListOfThem() {
    String object = "{\"chat_template\": {\"tool_use\": \"no\", \"default\": \"from object\"}}";
    assertThat(template(Map.of("tokenizer_config.json", object)).render(QUESTION, true))
        .isEqualTo("from object");
  }

  /** transformers reads the first of them for a processor and the second for a tokenizer. */
  @Test
  void twoDifferentTemplateFilesAreRefused() {
    Map<String, String> files =
        Map.of(
            "chat_template.jinja",
            "{{ messages[0].content }}",
            "chat_template.json",
            "{\"chat_template\": \"other\"}");
    assertThatThrownBy(() -> template(files))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("chat_template.jinja and chat_template.json are different templates");
  }

  /** transformers: "This model has multiple chat templates with no default specified!" */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"name\": \"rag\", \"template\": \"x\"}, {\"name\": \"tool_use\", \"template\": \"y\"}]",
        "{\"rag\": \"x\", \"tool_use\": \"y\"}"
      })
  void severalTemplatesOfWhichNoneIsTheDefaultAreRefused(String templates) {
    Map<String, String> files =
        Map.of("tokenizer_config.json", "{\"chat_template\": " + templates + "}");
    assertThatThrownBy(() -> template(files))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "tokenizer_config.json, chat_template: none of [rag, tool_use] is named default");
  }

  @Test
  void aTemplateThatLeavesOutTheQuestionIsRefused() {
    assertThat(template("<u>{{ messages[0]['content'] | trim }}</u>").ask(" Why? ", 0))
        .isEqualTo("<u>Why?</u>");
    String onlyParts =
        "{% for p in messages[0]['content'] %}{% if p['type'] == 'text' %}{{ p['text'] }}{% endif"
            + " %}{% endfor %}";
    String onlyTexts =
        "{% if messages[0]['content'] is string %}{{ messages[0]['content'] }}{% endif %}<image>";
    assertThat(template(onlyParts).ask("Why?", 1)).isEqualTo("Why?");
    for (String dropped : List.of("", "Hello.", onlyTexts)) {
      assertThatThrownBy(() -> template(dropped).ask("Why?", 1))
          .as(dropped)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("leaves out the text of a user turn with an image");
    }
  }

  /** LLaVA's shows nothing of a turn whose content is a text. */
  @Test
  void aTemplateThatShowsOnlyPartsIsGivenPartsOfATextToo() {
    String llava =
        "{% for m in messages %}{{ m['role'].upper() + ': ' }}"
            + "{% for p in m['content'] | selectattr('type', 'equalto', 'image') %}<image>\n"
            + "{% endfor %}{% for p in m['content'] | selectattr('type', 'equalto', 'text') %}"
            + "{% generation %}{{ p['text'] + ' ' }}{% endgeneration %}{% endfor %}{% endfor %}"
            + "{% if add_generation_prompt %}ASSISTANT:{% endif %}";
    assertThat(template(llava).ask("Why?", 0)).isEqualTo("USER: Why? ASSISTANT:");
    assertThat(template(llava).ask("Why?", 1)).isEqualTo("USER: <image>\nWhy? ASSISTANT:");
    assertThat(template(llava).render(List.of(Message.of("assistant", "So.")), false))
        .isEqualTo("ASSISTANT: So. ");
  }

  @Test
  void messagesAreNeverRenderedAsTemplates() {
    ChatTemplate template = template("{{ messages[0].content }}");
    String text = "{{ 7*7 }} {% for x in y %} {# note #} <b>&amp;</b>";
    assertThat(template.render(List.of(Message.of("user", text)), true)).isEqualTo(text);
  }

  @Test
  void anImageForATextOnlyTemplateIsRefused() {
    for (String text :
        List.of(
            "{{ messages[0]['content'] }}",
            "{{ '[INST] ' + messages[0]['content'] + ' [/INST]' }}",
            "{{ messages[0]['content'] | trim }}",
            "{{ messages[0]['content'] ~ 'x' }}")) {
      assertThatThrownBy(() -> template(text).render(List.of(Message.user("?", true)), true))
          .as(text)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("without images");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.class }}x",
        "{{ ''.getClass().forName('java.lang.Runtime') }}",
        "{{ messages.getClass() }}",
        "{{ loop.class }}{% for m in messages %}{{ loop.getClass() }}{% endfor %}",
        "{{ ____int3rpr3t3r____.config }}",
        "{{ ____int3rpr3t3r____.getContext() }}",
        "{% include 'log4j.properties' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% from 'x' import y %}",
        "{% unknown %}",
        "{% for m in messages if m.role == 'user' %}x{% endfor %}",
        "{% for m in messages %}x",
        "{{ 'x'.encode() }}",
        "{{ messages[0].content | nosuchfilter }}",
        "{% if messages is nosuchtest %}{% endif %}",
        "{{ messages ",
        "{# ",
        "{% raw %}",
        "{{ 'never closed }}",
      })
  void forbiddenTemplatesAreRefused(String text) {
    assertThatThrownBy(() -> template(text).render(QUESTION, true))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("chat_template.jinja")
        .hasMessageNotContaining("\n");
  }

  /** Loops, texts and lists that grow; what they take is counted before they take it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}"
            + "{% for d in range(1000) %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(s='x') %}{% for a in range(1000) %}{% set ns.s = ns.s ~ ns.s %}"
            + "{% endfor %}{{ ns.s }}",
        "{% set ns = namespace(s='x') %}{% for a in range(1000) %}{% set ns.s = ns.s + ns.s %}"
            + "{% endfor %}{{ ns.s }}",
        "{% for a in range(1000) %}{% for b in range(1000) %}aaaaaaaaaaaaaaaaaaaa{% endfor %}"
            + "{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(1000) %}{% set ns.l = ns.l + ns.l %}"
            + "{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(40) %}{% set ns.l = [ns.l, ns.l] %}"
            + "{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(40) %}{% set ns.l = [ns.l, ns.l] %}"
            + "{% endfor %}{{ ns.l | tojson }}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(40) %}{% set ns.l = [ns.l, ns.l] %}"
            + "{% endfor %}{% if ns.l == [ns.l] %}{% endif %}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(1000) %}{% set ns.l = [ns.l] %}"
            + "{% endfor %}{{ ns.l }}",
        LONG + "{{ s | replace('x', s) }}",
        LONG + "{{ [s, s, s, s] | map('replace', 'x', s) | list }}",
        LONG + "{{ s.replace('x', s) }}",
        LONG + "{{ range(1000) | join(s) }}",
        LONG + "{{ s | replace('x', '\\n') | indent(2000000000) }}",
        LONG + "{% if (s ~ 'y') in (s ~ s) %}{% endif %}",
        LONG + "{{ (s ~ s).find(s ~ 'y') }}",
        LONG
            + "{% macro m() %}{{ s }}{% endmacro %}{% set ns = namespace(l=[]) %}"
            + "{% for a in range(1000) %}{% set ns.l = ns.l + [m()] %}{% endfor %}{{ ns.l }}",
        LONG + "{% for a in range(1000) %}{% if s == s ~ 'a' %}{% endif %}{% endfor %}",
        "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
      })
  void aTemplateThatDoesTooMuchIsStopped(String text) {
    ChatTemplate template = template(text);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            assertThatThrownBy(() -> template.render(QUESTION, true))
                .isInstanceOf(InputException.class)
                .hasMessageNotContaining("OutOfMemory")
                .hasMessageNotContaining("StackOverflow")
                .hasMessageNotContaining("\n"));
    // Nothing goes on in the background.
    await().until(() -> renderings() == 0);
  }

  /** Few steps that are long. */
  @Test
  @Tag("slow")
  void aTemplateThatTakesTooLongIsStopped() {
    ChatTemplate template =
        template(
            "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}"
                + "{% endfor %}{% endfor %}{% endfor %}");
    assertThatThrownBy(() -> template.render(QUESTION, true))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the chat template ");
    await().until(() -> renderings() == 0);
  }

  private static long renderings() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("chat-template"))
        .count();
  }

  /** They write as much as a template asks for, or run what cannot be stopped. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'x' | center(2000000000) }}",
        "{{ '%2000000000d' | format(1) }}",
        "{{ [1] | batch(2000000000, 0) }}",
        "{{ [1] | slice(2000000000, 0) }}",
        "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | regex_replace('(a+)+$', '') }}",
        "{{ 1.5 | round(2000000000) }}",
        "{{ 'x' | render }}",
        "{{ 'x' | wordwrap(1) }}",
        "{{ ['x'] | map('center', 2000000000) | list }}",
        "{{ [1] | select('containing', 1) | list }}",
        "{{ 'x' * 100000000 }}",
        "{{ unixtimestamp() }}",
        "{{ today() }}",
        "{% cycle 'a', 'b' %}",
        "{% autoescape %}x{% endautoescape %}",
      })
  void whatIsNotAllowedIsRefused(String text) {
    assertThatThrownBy(() -> template(text).render(QUESTION, true))
        .isInstanceOf(InputException.class)
        .hasMessageNotContaining("OutOfMemory")
        .hasMessageNotContaining("\n");
  }

  /** The template's own words are searched without going back. */
  @Test
  void aTagOfManyWordsIsReadAtOnce() {
    String tag = "{% for a in " + "x in ".repeat(50_000) + "%}";
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            assertThatThrownBy(() -> template(tag).render(QUESTION, true))
                .isInstanceOf(InputException.class));
  }

  @Test
  void aDeeplyNestedTemplateIsRefused() {
    String deep = "{% if true %}".repeat(5_000) + "x" + "{% endif %}".repeat(5_000);
    assertThatThrownBy(() -> template(deep).render(QUESTION, true))
        .isInstanceOf(InputException.class);
    String wide = "{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}";
    assertThatThrownBy(() -> template(wide).render(QUESTION, true))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> template("x".repeat(300_000)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("300000 characters");
  }
}
