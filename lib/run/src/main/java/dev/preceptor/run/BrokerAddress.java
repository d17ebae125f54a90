package dev.preceptor.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The address of a run's broker, which {@code broker.json} holds for other processes.
 *
 * @param bootstrapServers host and port
 * @param embedded whether the broker is the run's own, which ends with it
 * @param remote where other machines reach the run's own broker; null where they cannot
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BrokerAddress(
    @JsonProperty("bootstrap_servers") String bootstrapServers,
    @JsonProperty("embedded") boolean embedded,
    @JsonProperty("remote") String remote) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A broker that other machines reach as this one does, or not at all. */
  public BrokerAddress(String bootstrapServers, boolean embedded) {
    this(bootstrapServers, embedded, null);
  }

  /** Where other machines reach the run's own broker, if they can. */
  public Optional<String> forOthers() {
    return Optional.ofNullable(remote);
  }

  /** The address in the run's folder, if there is one. */
  public static Optional<BrokerAddress> read(RunFolder run) throws IOException {
    try {
      return Optional.of(JSON.readValue(Files.readString(run.broker()), BrokerAddress.class));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Writes the address to the run's folder. */
  public void write(RunFolder run) throws IOException {
    WholeFile.write(run.broker(), JSON.writeValueAsString(this) + "\n");
  }
}
