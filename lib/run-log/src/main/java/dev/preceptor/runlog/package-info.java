/**
 * Reads a run's topics. {@link dev.preceptor.runlog.RunLog} is the one reader of the log: it
 * replays it, follows it, and looks through it from its end. {@link dev.preceptor.runlog.RunEvent}
 * is what one record says, a type for each topic; {@link dev.preceptor.runlog.TopicTable} is the
 * one place where the name of a topic becomes a type of record.
 *
 * <p>Whoever wants to show a run as it goes on follows all of its topics from the beginning,
 * catches up once, and then polls:
 *
 * <pre>{@code
 * var starts = topics.specs(partitions).stream()
 *     .map(spec -> TopicStart.beginning(spec.name(), spec.partitions()))
 *     .toList();
 * try (var follower = RunLog.at(broker, topics).follow(starts, RunLog.DEFAULT_BUDGET)) {
 *   follower.catchUp(this::enter);
 *   while (!follower.isStopped()) {
 *     follower.poll(Duration.ofMillis(250), this::enter);
 *   }
 * }
 * }</pre>
 *
 * <p>Events of one partition come in the order in which they were written; those of different
 * partitions and topics come in any order. Values are decoded when they are asked for, so events
 * that are only counted cost no decoding, and an event that is kept keeps its bytes.
 *
 * <p>Knows Kafka's clients. Must know neither a container nor who reads, and commits nothing: the
 * channels of the services read in consumer groups and are not this package's business.
 */
package dev.preceptor.runlog;
