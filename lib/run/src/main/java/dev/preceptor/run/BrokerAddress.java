package dev.preceptor.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Where a run's broker can be reached, as {@code broker.json} tells other processes.
 *
 * @param bootstrapServers host and port
 * @param embedded whether the broker is the run's own, which ends with it
 */
public record BrokerAddress(
    @JsonProperty("bootstrap_servers") String bootstrapServers,
    @JsonProperty("embedded") boolean embedded) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the run's folder tells, if anything. */
  public static Optional<BrokerAddress> read(RunFolder run) throws IOException {
    try {
      return Optional.of(JSON.readValue(Files.readString(run.broker()), BrokerAddress.class));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Tells the address in the run's folder. */
  public void write(RunFolder run) throws IOException {
    WholeFile.write(run.broker(), JSON.writeValueAsString(this) + "\n");
  }
}
