package dev.preceptor.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaNodePreProcessor;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import com.hubspot.jinjava.tree.Node;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.ExpressionFactory;

/**
 * A model's own chat template, rendered as transformers' {@code apply_chat_template} renders it. A
 * template comes with a model and is not trusted: it can access nothing but the conversation, use
 * only what {@link TemplateLibrary} allows, and do only so much ({@link TemplateBudget}). Syntax
 * that Jinjava does not support is refused. It differs from Jinja2 when a template prints {@code
 * none}, {@code true} or {@code false}, and in that a variable set in a loop's body keeps its value
 * in the next iteration. {@code strftime_now} is not defined, so that the same conversation gives
 * the same text every day.
 */
public final class ChatTemplate {

  private static final int MAX_TEMPLATE_CHARACTERS = 256 << 10;
  private static final int MAX_OUTPUT_CHARACTERS = 4 << 20;
  private static final int MAX_COLLECTION_SIZE = 10_000;
  private static final int MAX_RANGE = 1_000;
  private static final int MAX_DEPTH = 20;
  private static final int CACHED_EXPRESSIONS = 1_000;

  /** A rendering ends by itself after its time; this long later nobody waits for it any more. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** A text, to see whether a template shows it. */
  private static final String PROBE = "question 7f3a";

  private static final List<String> SPECIAL_TOKENS =
      List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token");

  private static final String JINJA = "chat_template.jinja";
  private static final String LEGACY = "chat_template.json";
  private static final String TOKENIZER = "tokenizer_config.json";
  private static final String DEFAULT = "default";

  private static final JinjavaConfig CONFIG =
      JinjavaConfig.newBuilder()
          .withElResolver(TemplateObjects.resolver())
          .withDisabled(TemplateLibrary.DISABLED)
          .withNestedInterpretationEnabled(false)
          .withMaxRenderDepth(MAX_DEPTH)
          .withMaxOutputSize(MAX_OUTPUT_CHARACTERS)
          .withMaxStringLength(MAX_OUTPUT_CHARACTERS)
          .withMaxListSize(MAX_COLLECTION_SIZE)
          .withMaxMapSize(MAX_COLLECTION_SIZE)
          .withRangeLimit(MAX_RANGE)
          .withKeepTrailingNewline(true)
          .withProcessors(
              JinjavaProcessors.newBuilder().withNodePreProcessor(new StepCount()).build())
          .withLegacyOverrides(
              LegacyOverrides.newBuilder()
                  .withEvaluateMapKeys(true)
                  .withIterateOverMapKeys(true)
                  .withUseNaturalOperatorPrecedence(true)
                  .withKeepNullableLoopValues(true)
                  .withHandleBackslashInQuotesOnly(true)
                  .build())
          .build();

  private final PlainTemplate template;
  private final String place;
  private final Map<String, Object> variables;
  private final Jinjava jinjava;
  private Optional<Boolean> showsPartsOnly = Optional.empty();

  private ChatTemplate(PlainTemplate template, String place, Map<String, Object> variables) {
    this.template = template;
    this.place = place;
    this.variables = variables;
    this.jinjava = new CountedJinjava();
    jinjava.setResourceLocator(
        (name, encoding, interpreter) -> {
          throw new ResourceNotFoundException(
              "a chat template cannot load another template: " + name);
        });
    jinjava.registerFunction(
        new ELFunctionDefinition(
            "", "raise_exception", ChatTemplate.class, "refuse", String.class));
    TemplateLibrary.install(jinjava);
    require("filter", template.filters(), TemplateLibrary.FILTERS);
    require("test", template.tests(), TemplateLibrary.TESTS);
  }

  /** Checked here because Jinjava silently renders an unknown name as nothing. */
  private void require(String kind, Set<String> used, Set<String> known) {
    for (String name : used) {
      if (!known.contains(name)) {
        throw new InputException(
            "%s: the %s \"%s\" is not supported; rewrite it".formatted(place, kind, name));
      }
    }
  }

  /**
   * The model's template: {@code chat_template.jinja}, else {@code chat_template.json}, else {@code
   * tokenizer_config.json}'s {@code chat_template}, where there are several, the one named {@code
   * default}. Empty if the model has none.
   *
   * @throws InputException if it cannot be read or uses unsupported syntax, if there are several
   *     and none is named {@code default}, or if the first two files differ, of which transformers
   *     takes one for a processor and the other for a tokenizer
   */
  public static Optional<ChatTemplate> from(ModelSource model) {
    Optional<String> jinja = model.text(JINJA);
    Optional<String> legacy = text(model, LEGACY);
    if (jinja.isPresent() && legacy.isPresent() && !unbroken(jinja).equals(unbroken(legacy))) {
      throw new InputException(
          "%s: %s and %s are different templates; delete the wrong one"
              .formatted(model.place(), JINJA, LEGACY));
    }
    if (jinja.isPresent()) {
      return Optional.of(of(jinja.get(), model.place() + "/" + JINJA, model));
    }
    if (legacy.isPresent()) {
      return Optional.of(of(legacy.get(), model.place() + "/" + LEGACY, model));
    }
    return text(model, TOKENIZER).map(text -> of(text, model.place() + "/" + TOKENIZER, model));
  }

  /** Without line breaks at its end, which editors add and Jinja drops. */
  private static String unbroken(Optional<String> template) {
    return template.orElseThrow().stripTrailing();
  }

  /** The template that a file holds: a text, a list of named ones, or an object of them. */
  private static Optional<String> text(ModelSource model, String file) {
    JsonNode template =
        model.json(file).map(json -> json.path("chat_template")).orElse(MissingNode.getInstance());
    if (template.isMissingNode() || template.isNull()) {
      return Optional.empty();
    }
    if (template.isTextual()) {
      return Optional.of(template.asText());
    }
    List<String> names = new ArrayList<>();
    for (JsonNode named : template.isArray() ? template : MissingNode.getInstance()) {
      names.add(named.path("name").asText());
      if (names.contains(DEFAULT)) {
        return Optional.of(named.path("template").asText());
      }
    }
    if (template.path(DEFAULT).isTextual()) {
      return Optional.of(template.path(DEFAULT).asText());
    }
    template.fieldNames().forEachRemaining(names::add);
    throw new InputException(
        "%s/%s, chat_template: none of %s is named %s; name one so"
            .formatted(model.place(), file, names, DEFAULT));
  }

  private static ChatTemplate of(String text, String place, ModelSource model) {
    if (text.length() > MAX_TEMPLATE_CHARACTERS) {
      throw new InputException(
          "%s: %d characters; a chat template may have at most %d; use the model's own"
              .formatted(place, text.length(), MAX_TEMPLATE_CHARACTERS));
    }
    Map<String, Object> variables = new HashMap<>();
    // Python's spellings, which Jinja2 accepts too.
    variables.put("True", true);
    variables.put("False", false);
    for (String file : List.of("special_tokens_map.json", TOKENIZER)) {
      model.json(file).ifPresent(config -> addSpecialTokens(config, variables));
    }
    PlainTemplate template = PlainTemplate.of(text, place);
    variables.putAll(template.texts());
    return new ChatTemplate(template, place, Map.copyOf(variables));
  }

  private static void addSpecialTokens(JsonNode config, Map<String, Object> variables) {
    for (String key : SPECIAL_TOKENS) {
      JsonNode token = config.path(key);
      JsonNode content = token.isObject() ? token.path("content") : token;
      if (content.isTextual()) {
        variables.put(key, content.asText());
      }
    }
  }

  /**
   * The conversation as text, in the format that the model was trained on. The template receives a
   * message of one text as that text unless it shows only parts, and any other message as a list of
   * parts, {@code {'type': 'image'}} and {@code {'type': 'text', 'text': …}}.
   *
   * @throws InputException if the template refuses the conversation, is given an image but takes
   *     none, fails, or exceeds a bound
   */
  public String render(List<Message> messages, boolean addGenerationPrompt) {
    Map<String, Object> bindings = new HashMap<>(variables);
    boolean asParts = showsPartsOnly();
    bindings.put("messages", messages.stream().map(each -> plain(each, asParts)).toList());
    bindings.put("add_generation_prompt", addGenerationPrompt);
    RenderResult result = bounded(bindings);
    if (!result.getErrors().isEmpty()) {
      throw failure(result.getErrors().get(0));
    }
    return result.getOutput();
  }

  /**
   * The prompt for an answer to one user turn.
   *
   * @param images how many stand before the text
   * @throws InputException as {@link #render}, and if the template leaves the text out
   */
  public String ask(String text, int images) {
    String rendered = render(List.of(Message.user(text, images)), true);
    if (!rendered.contains(PythonText.strip(text))) {
      throw new InputException(
          "%s: the chat template leaves out the text of a user turn%s; use the model's own"
              .formatted(place, images > 0 ? " with an image" : ""));
    }
    return rendered;
  }

  /**
   * What the template puts after a conversation when the model is to answer, such as {@code
   * <|im_start|>assistant}.
   *
   * @throws InputException as {@link #render}
   */
  String generationPrompt(boolean withImage) {
    List<Message> turn = List.of(Message.user("?", withImage));
    String without = render(turn, false);
    String with = render(turn, true);
    int same = 0;
    while (same < Math.min(without.length(), with.length())
        && without.charAt(same) == with.charAt(same)) {
      same++;
    }
    return with.substring(same);
  }

  /** Whether the template shows a turn of one text only as a list of parts, as LLaVA's does. */
  private synchronized boolean showsPartsOnly() {
    if (showsPartsOnly.isEmpty()) {
      showsPartsOnly = Optional.of(!shows(false) && shows(true));
    }
    return showsPartsOnly.get();
  }

  private boolean shows(boolean asParts) {
    Message probe = Message.of("user", PROBE);
    Map<String, Object> bindings = new HashMap<>(variables);
    bindings.put("messages", List.of(plain(probe, asParts)));
    bindings.put("add_generation_prompt", true);
    RenderResult result = bounded(bindings);
    return result.getErrors().isEmpty() && result.getOutput().contains(PROBE);
  }

  private static Map<String, Object> plain(Message message, boolean asParts) {
    List<Object> parts = new ArrayList<>();
    for (Part part : message.content()) {
      if (part instanceof Part.Text text) {
        if (message.content().size() == 1 && !asParts) {
          return Map.of("role", message.role(), "content", text.text());
        }
        parts.add(new PartOfMany(Map.of("type", "text", "text", text.text())));
      } else {
        parts.add(new PartOfMany(Map.of("type", "image")));
      }
    }
    return Map.of("role", message.role(), "content", parts);
  }

  /** A message's part; printing it as if it were a text fails. */
  private static final class PartOfMany extends AbstractMap<String, Object> {

    private final Map<String, Object> keys;

    PartOfMany(Map<String, Object> keys) {
      this.keys = keys;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      return keys.entrySet();
    }

    @Override
    public String toString() {
      throw new Refusal("it takes only messages of one text, without images");
    }
  }

  private InputException failure(TemplateError error) {
    for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal) {
        return new InputException(
            "%s: the chat template refuses the conversation: %s"
                .formatted(place, cause.getMessage()));
      }
    }
    return new InputException(
        "%s: the chat template cannot be rendered (%s); rewrite it"
            .formatted(place, error.getMessage()));
  }

  private RenderResult bounded(Map<String, Object> bindings) {
    FutureTask<RenderResult> task =
        new FutureTask<>(() -> TemplateBudget.within(() -> renderAlone(bindings)));
    Thread thread = new Thread(task, "chat-template");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(TemplateBudget.MAX_TIME.plus(GRACE).toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new InputException(
          "%s: the chat template takes longer than %d s; use the model's own"
              .formatted(place, TemplateBudget.MAX_TIME.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw new InputException(
          e.getCause() instanceof TemplateBudget.Exhausted exhausted
              ? "%s: the chat template %s; use the model's own"
                  .formatted(place, exhausted.getMessage())
              : "%s: the chat template cannot be rendered (%s); use the model's own"
                  .formatted(place, e.getCause()),
          e.getCause());
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a chat template was rendered", e);
    }
  }

  /** Synchronized because a Jinjava object keeps state while it renders. */
  private RenderResult renderAlone(Map<String, Object> bindings) {
    synchronized (jinjava) {
      return jinjava.renderForResult(template.source(), bindings);
    }
  }

  /** Jinjava with expressions that charge the {@link TemplateBudget}. */
  private static final class CountedJinjava extends Jinjava {

    private final ExpressionFactory expressions =
        new ExpressionFactoryImpl(
            new TreeStore(new CountedSyntax(), new Cache(CACHED_EXPRESSIONS)),
            new TruthyTypeConverter());

    CountedJinjava() {
      super(CONFIG);
    }

    @Override
    public ExpressionFactory getExpressionFactory() {
      return expressions;
    }
  }

  /** Charges each node that a rendering visits. */
  private static final class StepCount extends JinjavaNodePreProcessor {

    @Override
    public void accept(Node node, JinjavaInterpreter interpreter) {
      super.accept(node, interpreter);
      TemplateBudget.step(node.getMaster() == null ? 0 : node.getMaster().getImage().length());
    }
  }

  /** Templates call this {@code raise_exception}. */
  static Object refuse(String message) {
    throw new Refusal(message);
  }

  private static final class Refusal extends RuntimeException {
    Refusal(String message) {
      super(message);
    }
  }
}
