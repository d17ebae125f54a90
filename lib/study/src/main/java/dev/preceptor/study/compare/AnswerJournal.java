package dev.preceptor.study.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.NotUtf8Exception;
import dev.preceptor.models.Utf8;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.vqa.benchmark.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answers of an evaluation that has not ended: one line of JSON for what is asked, then one for
 * each answer, written as it comes. Whoever evaluates again goes on behind them. For several
 * threads.
 */
public final class AnswerJournal implements AutoCloseable {

  private static final long MAX_FILE_BYTES = 512L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FileChannel channel;
  private final Map<Long, Answer> answers = new HashMap<>();

  private AnswerJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens or begins a journal. An incomplete line at its end, of a process that was killed, is
   * removed.
   *
   * @param asked what is asked of whom, in one line: answers of something else are refused
   * @throws InputException if the file is of another evaluation, or cannot be read or written
   */
  public static AnswerJournal open(Path file, String asked) {
    try {
      String text = Files.exists(file) ? text(file) : "";
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      FileChannel channel =
          PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      AnswerJournal journal = new AnswerJournal(file, channel);
      channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
      channel.position(channel.size());
      if (whole.isEmpty()) {
        journal.append(JSON.createObjectNode().put("asked", asked));
      } else {
        journal.read(whole, asked);
      }
      return journal;
    } catch (IOException e) {
      throw InputException.cannotBe("written", file, e);
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new InputException(file + ": is larger than %,d bytes".formatted(MAX_FILE_BYTES));
    }
    try {
      return Utf8.text(Files.readAllBytes(file));
    } catch (NotUtf8Exception e) {
      throw new InputException(file + ": is not UTF-8; delete it to begin anew", e);
    }
  }

  private void read(String whole, String asked) {
    String[] lines = whole.split("\n");
    for (int i = 0; i < lines.length; i++) {
      JsonNode line = line(lines[i], i + 1);
      if (i > 0) {
        answers.put(
            line.path("row").longValue(),
            new Answer(
                line.path("response").asText(),
                line.path("tokens").asInt(),
                line.path("thinking").asInt(),
                line.path("stopped").asBoolean()));
      } else if (!line.path("asked").asText().equals(asked)) {
        throw new InputException(
            "%s: holds answers of another evaluation (%s); delete it, or give --out another name"
                .formatted(file, line.path("asked").asText()));
      }
    }
  }

  private JsonNode line(String text, int number) {
    try {
      JsonNode line = JSON.readTree(text);
      boolean known = number == 1 ? line.path("asked").isTextual() : line.path("row").isNumber();
      if (known) {
        return line;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw new InputException(
        "%s, line %d: is none of an evaluation's; delete the file to begin anew"
            .formatted(file, number));
  }

  /** The answer to a row, if it is there. */
  public synchronized Optional<Answer> answer(long row) {
    return Optional.ofNullable(answers.get(row));
  }

  /** How many answers there are. */
  public synchronized int size() {
    return answers.size();
  }

  /**
   * Adds an answer.
   *
   * @throws InputException if it cannot be written
   */
  public synchronized void add(long row, Answer answer) {
    ObjectNode line = JSON.createObjectNode();
    line.put("row", row);
    line.put("response", answer.text());
    line.put("tokens", answer.tokens());
    line.put("thinking", answer.thinkingTokens());
    line.put("stopped", answer.stopped());
    try {
      append(line);
    } catch (IOException e) {
      throw InputException.cannotBe("written", file, e);
    }
    answers.put(row, answer);
  }

  private void append(ObjectNode line) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw InputException.cannotBe("closed", file, e);
    }
  }
}
