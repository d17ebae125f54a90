package dev.preceptor.reward;

import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.UnreadableRecordException;
import dev.preceptor.scoring.GroupState.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A waiting group as bytes, for its store and the store's changelog: a format number, the deadline,
 * the rollout, then the judgements, each record after its length and -1 for none.
 */
final class WaitingSerde implements Serde<Waiting> {

  private static final byte FORMAT = 1;
  private static final int NONE = -1;
  private static final long NO_DEADLINE = Long.MIN_VALUE;

  private final RecordCodec<Rollout> rollouts = RecordCodec.of(Rollout.class);
  private final RecordCodec<Judgement> judgements = RecordCodec.of(Judgement.class);

  @Override
  public Serializer<Waiting> serializer() {
    return (topic, waiting) -> waiting == null ? null : encode(waiting);
  }

  @Override
  public Deserializer<Waiting> deserializer() {
    return (topic, bytes) -> bytes == null ? null : decode(bytes);
  }

  private byte[] encode(Waiting waiting) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeByte(FORMAT);
      out.writeLong(waiting.deadlineMillis().orElse(NO_DEADLINE));
      write(out, waiting.rollout().map(rollouts::encode));
      out.writeInt(waiting.judgements().size());
      for (Judgement judgement : new TreeMap<>(waiting.judgements()).values()) {
        write(out, Optional.of(judgements.encode(judgement)));
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, Optional<byte[]> record) throws IOException {
    out.writeInt(record.map(bytes -> bytes.length).orElse(NONE));
    if (record.isPresent()) {
      out.write(record.get());
    }
  }

  private Waiting decode(byte[] bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      if (in.readByte() != FORMAT) {
        throw new UnreadableRecordException("a waiting group of another format");
      }
      long deadline = in.readLong();
      Optional<Rollout> rollout = read(in).map(rollouts::decode);
      Map<String, Judgement> given = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        Judgement judgement = judgements.decode(read(in).orElseThrow());
        given.put(judgement.getJudge(), judgement);
      }
      return new Waiting(
          rollout,
          given,
          deadline == NO_DEADLINE ? OptionalLong.empty() : OptionalLong.of(deadline));
    } catch (IOException e) {
      throw new UnreadableRecordException("a waiting group that is cut off", e);
    }
  }

  private static Optional<byte[]> read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == NONE ? Optional.empty() : Optional.of(in.readNBytes(length));
  }
}
