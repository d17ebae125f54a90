package dev.preceptor.console.log;

import dev.preceptor.models.InputException;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.runlog.KafkaSettings;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Topics;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Where a run is: its name, and how to find its broker, which may get another address when the run
 * is resumed.
 *
 * @param topics of the run
 * @param folder of the run on this machine; empty where there is none
 * @param kafka what the environment says of the broker; it wins over what the folder says
 */
public record RunPlace(Topics topics, Optional<RunFolder> folder, ClientConfig kafka) {

  /** Read ahead at most, bytes; a larger batch still comes whole. */
  private static final int FETCH_BYTES = 4 << 20;

  private static final int PARTITION_FETCH_BYTES = 1 << 20;

  /** The run's name. */
  public String name() {
    return topics.run();
  }

  /** The broker, if it is known where it is. */
  public Optional<BrokerAccess> broker() {
    return kafka.access().or(() -> folder.flatMap(this::broker));
  }

  private Optional<BrokerAccess> broker(RunFolder run) {
    try {
      return BrokerAddress.read(run)
          .map(
              address ->
                  address.embedded()
                      ? BrokerAccess.own(run, address.bootstrapServers())
                      : kafka.at(address.bootstrapServers()));
    } catch (IOException e) {
      throw InputException.cannotBe("read", run.broker(), e);
    }
  }

  /** The run's log on a broker, read in small portions since several runs share this process. */
  public RunLog log(BrokerAccess broker) {
    Map<String, Object> settings = new HashMap<>(KafkaSettings.reader(broker));
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new RunLog(topics, settings);
  }
}
