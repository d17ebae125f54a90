package dev.preceptor.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {

  @Test
  void aRecordIsOneLineWhateverIsInIt() throws Exception {
    var record = new ExtLogRecord(Level.WARNING, "two\nlines and a \"quote\"", "a.Logger");
    record.setLoggerName("a.Logger");
    record.setThrown(new IllegalStateException("why\nso"));

    String line = LogFormat.json("my-run", "eval-service").format(record);

    assertThat(line).endsWith("\n");
    assertThat(line.strip().lines()).hasSize(1);
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.path("message").asText()).isEqualTo("two\nlines and a \"quote\"");
    assertThat(json.path("level").asText()).isEqualTo("WARNING");
    assertThat(json.path("loggerName").asText()).isEqualTo("a.Logger");
    assertThat(json.path("run").asText()).isEqualTo("my-run");
    assertThat(json.path("component").asText()).isEqualTo("eval-service");
    assertThat(json.path("stackTrace").asText())
        .contains("IllegalStateException: why")
        .contains("LogFormatTest");
  }

  @Test
  void anUnknownFormatIsRefused() {
    assertThat(LogFormat.isJson("text")).isFalse();
    assertThatThrownBy(() -> LogFormat.isJson("xml"))
        .isInstanceOf(InputException.class)
        .hasMessage("PRECEPTOR_LOG_FORMAT xml is unknown; use text or json");
  }
}
