package dev.preceptor.vqa.benchmark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.http.RemoteServer;
import dev.preceptor.vqa.http.RetryDelay;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointAnswererTest {

  /** Nobody listens there: what is asked would be an error of its own. */
  private static final EndpointSettings NOBODY =
      new EndpointSettings(
          RemoteServer.of("http://127.0.0.1:9/v1", Optional.empty(), name -> null),
          "seer",
          true,
          false,
          Duration.ofSeconds(1),
          0,
          OptionalInt.empty(),
          1,
          1,
          Duration.ofSeconds(1));

  @Test
  void anImageThatIsTooLargeIsNotRead(@TempDir Path folder) throws Exception {
    Path image = folder.resolve("large.png");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(Image.MAX_ENCODED_BYTES + 1);
    }
    Question question =
        new Question(1, "Which?", List.of("a", "b", "c", "d"), 'A', image, Optional.empty());
    try (var answerer = new EndpointAnswerer(NOBODY, 8, RetryDelay.DEFAULT, (asked, said) -> {})) {
      assertThatThrownBy(() -> answerer.answer(List.of(question)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("large.png")
          .hasMessageContaining("an image file may have at most");
    }
  }
}
