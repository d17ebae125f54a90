package dev.preceptor.console.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A headless Chromium with one page, driven over its DevTools protocol. */
final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Browser(Process process, URI page) {
    this.process = process;
    socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Listener()).join();
    send("Page.enable", JSON.createObjectNode());
    send("Runtime.enable", JSON.createObjectNode());
    send("Network.enable", JSON.createObjectNode());
    send("Log.enable", JSON.createObjectNode());
  }

  /** The browser of this machine, if there is one. */
  static Optional<Path> executable() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it.
   *
   * @param folder for its profile
   */
  static Browser start(Path executable, Path folder) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                executable.toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder,
                "--no-first-run",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--disable-background-networking",
                "about:blank"));
    if (System.getProperty("user.name").equals("root")) {
      command.add(1, "--no-sandbox"); // Chromium refuses to start as root with it
    }
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("chromium.log").toFile())
            .start();
    Path port = folder.resolve("DevToolsActivePort");
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> Files.exists(port) && Files.readAllLines(port).size() > 1);
      String base = "http://127.0.0.1:" + Files.readAllLines(port).get(0);
      return new Browser(process, page(base));
    } catch (RuntimeException | IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI page(String base) throws IOException {
    try {
      String list =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(base + "/json/list")).build(),
                  BodyHandlers.ofString())
              .body();
      for (JsonNode target : JSON.readTree(list)) {
        if (target.path("type").asText().equals("page")) {
          return URI.create(target.path("webSocketDebuggerUrl").asText());
        }
      }
      throw new IOException("Chromium has no page: " + list);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Shows an address. */
  void open(String url) {
    send("Page.navigate", JSON.createObjectNode().put("url", url));
  }

  /** Sets the size of the window and whether the reader prefers a dark page. */
  void look(int width, int height, boolean dark) {
    send(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    var media = JSON.createObjectNode();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    send("Emulation.setEmulatedMedia", media);
  }

  /** The value of an expression in the page; promises are awaited. */
  JsonNode evaluate(String expression) {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            JSON.createObjectNode()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Writes a text into what has the focus, as a person types it. */
  void type(String text) {
    send("Input.insertText", JSON.createObjectNode().put("text", text));
  }

  /** Presses a key, by its name as pages hear it. */
  void press(String key) {
    ObjectNode down = JSON.createObjectNode().put("type", "keyDown").put("key", key);
    if (key.equals("Enter")) {
      down.put("text", "\r").put("windowsVirtualKeyCode", 13);
    } else if (key.length() == 1) {
      down.put("text", key);
    }
    send("Input.dispatchKeyEvent", down);
    send("Input.dispatchKeyEvent", JSON.createObjectNode().put("type", "keyUp").put("key", key));
  }

  /** Waits until an expression is true. */
  void await(String expression) {
    try {
      Awaitility.await().atMost(PATIENCE).until(() -> evaluate(expression).asBoolean());
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(
          "never true: %s; the page shows: %s; complaints: %s"
              .formatted(expression, evaluate("document.body.innerText"), complaints),
          e);
    }
  }

  /** Waits until the page shows a text. */
  void awaitText(String text) {
    await("document.body?.innerText.includes(" + JSON.valueToTree(text) + ")");
  }

  /** Writes the whole page as PNG. */
  void screenshot(Path file) throws IOException {
    JsonNode size = send("Page.getLayoutMetrics", JSON.createObjectNode()).path("cssContentSize");
    ObjectNode parameters =
        JSON.createObjectNode().put("format", "png").put("captureBeyondViewport", true);
    parameters
        .putObject("clip")
        .put("x", 0)
        .put("y", 0)
        .put("width", size.path("width").asInt())
        .put("height", Math.min(6_000, size.path("height").asInt()))
        .put("scale", 1);
    JsonNode answer = send("Page.captureScreenshot", parameters);
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
  }

  /** The addresses that were asked for. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** What the browser complained about: errors of the script, and violations of the policy. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  JsonNode send(String method, ObjectNode parameters) {
    int id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    socket.sendText(message.toString(), true).join();
    JsonNode result = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (result.has("error")) {
      throw new AssertionError(method + ": " + result.path("error"));
    }
    return result.path("result");
  }

  private void hear(JsonNode message) {
    if (message.has("id")) {
      Optional.ofNullable(answers.remove(message.path("id").asInt()))
          .ifPresent(answer -> answer.complete(message));
      return;
    }
    JsonNode details = message.path("params");
    switch (message.path("method").asText()) {
      case "Network.requestWillBeSent" ->
          requests.add(details.path("request").path("url").asText());
      case "Runtime.exceptionThrown" -> complaints.add(details.path("exceptionDetails").toString());
      case "Log.entryAdded" -> {
        JsonNode entry = details.path("entry");
        if (entry.path("level").asText().equals("error")) {
          complaints.add(entry.path("text").asText() + " " + entry.path("url").asText());
        }
      }
      case "Page.javascriptDialogOpening" -> complaints.add("a dialog was opened: " + details);
      default -> {}
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Puts the parts of messages together. */
  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          hear(JSON.readTree(text.toString()));
        } catch (IOException e) {
          complaints.add("a message cannot be read: " + e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
