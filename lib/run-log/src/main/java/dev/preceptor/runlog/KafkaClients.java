package dev.preceptor.runlog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes this program's own Kafka clients. Where a broker refuses a client for good, the client says
 * why: it throws what {@link BrokerRefusal} makes of it.
 */
public final class KafkaClients {

  private KafkaClients() {}

  /** An administrator that gives up after a while. What it asks for fails in futures. */
  public static Admin admin(BrokerAccess broker, int timeoutMillis) {
    return made(broker, () -> Admin.create(KafkaSettings.admin(broker, timeoutMillis)));
  }

  /** A writer whose records are on the broker when it has sent them. */
  public static Producer<byte[], byte[]> writer(BrokerAccess broker) {
    return writer(broker, Map.of());
  }

  /**
   * The same with more settings.
   *
   * @param more by Kafka's names
   */
  @SuppressWarnings("unchecked")
  public static Producer<byte[], byte[]> writer(BrokerAccess broker, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(KafkaSettings.writer(broker));
    settings.putAll(more);
    return speaking(
        Producer.class,
        broker,
        AclOperation.WRITE,
        String.valueOf(more.getOrDefault(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "")),
        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /** A reader with settings of its own. */
  @SuppressWarnings("unchecked")
  static Consumer<byte[], byte[]> reader(BrokerAccess broker, Map<String, Object> settings) {
    return speaking(
        Consumer.class,
        broker,
        AclOperation.READ,
        "",
        () ->
            FetchGate.before(
                new KafkaConsumer<>(
                    settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())));
  }

  private static <T> T made(BrokerAccess broker, Supplier<T> make) {
    try {
      return make.get();
    } catch (KafkaException | IllegalArgumentException e) {
      throw BrokerRefusal.ofSettings(e, broker);
    }
  }

  private static <T> T speaking(
      Class<T> type,
      BrokerAccess broker,
      AclOperation wanted,
      String resource,
      Supplier<? extends T> make) {
    T client = made(broker, make);
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(client, arguments);
              } catch (InvocationTargetException e) {
                throw BrokerRefusal.of(e.getCause(), broker, wanted, resource)
                    .<Throwable>map(why -> why)
                    .orElse(e.getCause());
              }
            }));
  }
}
