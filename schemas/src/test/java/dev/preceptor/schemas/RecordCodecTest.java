package dev.preceptor.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
  private static final int HEADER_BYTES = 10;
  private static final Map<Class<?>, RecordCodec<SpecificRecord>> CODECS =
      new ConcurrentHashMap<>();

  static List<SpecificRecord> records() {
    return Records.all();
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyRecordIsDecodedAsItWasEncoded(SpecificRecord record) {
    RecordCodec<SpecificRecord> codec = codecOf(record);

    assertThat(codec.decode(codec.encode(record))).isEqualTo(record);
  }

  @ParameterizedTest
  @MethodSource("records")
  void noRecordIsDecodedAsAnotherType(SpecificRecord record) {
    byte[] bytes = codecOf(record).encode(record);
    for (SpecificRecord other : Records.all()) {
      if (other.getClass() != record.getClass()) {
        assertThatThrownBy(() -> codecOf(other).decode(bytes))
            .isInstanceOf(UnreadableRecordException.class)
            .hasMessageContaining("is not known to this version");
      }
    }
  }

  @Test
  void anOlderSchemaVersionIsStillRead() throws IOException {
    Schema today = Prompt.getClassSchema();
    Schema older = without(today, List.of("image", "imageSha256"));
    GenericRecord old = new GenericData.Record(older);
    for (Schema.Field field : older.getFields()) {
      old.put(field.name(), Records.prompt().get(field.name()));
    }
    byte[] bytes = singleObject(older, old);

    RecordCodec<Prompt> codec =
        new RecordCodec<>(Prompt.class, new SchemaHistory(List.of(older, today)));

    Prompt read = codec.decode(bytes);
    assertThat(read.getQuestion()).isEqualTo(Records.prompt().getQuestion());
    assertThat(read.getSeed()).isEqualTo(Records.prompt().getSeed());
    assertThat(read.getImage()).isNull();
    assertThat(read.getImageSha256()).isEmpty();
    assertThatThrownBy(() -> RecordCodec.of(Prompt.class).decode(bytes))
        .isInstanceOf(UnreadableRecordException.class);
  }

  /**
   * The bytes are from the last program before {@link JudgeStatus} got its name, which encoded them
   * with version 3 of the schema, where it is Hearing.
   */
  @Test
  void judgesOfAGroupFromBeforeTheirRecordWasRenamedAreStillRead() {
    byte[] written =
        HexFormat.of()
            .parseHex(
                "c3019655986f5799f6c202000000005004773104066770740100000c73747269"
                    + "63740002f4030002c0c9b2fef962");

    ScoredGroup read = RecordCodec.of(ScoredGroup.class).decode(written);

    assertThat(read.getStep()).isEqualTo(1);
    assertThat(read.getHearings())
        .containsExactly(
            new JudgeStatus("gpt", true, 0, 0L), new JudgeStatus("strict", false, 1, 250L));
    assertThat(read.getDeadlineMillis()).isEqualTo(1_700_000_060_000L);
  }

  @Test
  void aFieldThatIsNoLongerKnownIsSkipped() throws IOException {
    Schema today = GroupOutcome.getClassSchema();
    Schema older =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "GroupOutcome", "namespace": "dev.preceptor.schemas",
                 "fields": [
                   {"name": "tags", "type": {"type": "array", "items": "string"}},
                   {"name": "notes", "type": {"type": "map", "values": "bytes"}},
                   {"name": "slot", "type": "int"},
                   {"name": "outcome", "type": {"type": "enum", "name": "Outcome",
                     "symbols": ["trained", "skipped", "failed"]}}]}
                """);
    GenericRecord old = new GenericData.Record(older);
    old.put("tags", List.of("a", "bb"));
    old.put("notes", Map.of("k", ByteBuffer.allocate(5)));
    old.put("slot", 9);
    old.put("outcome", new GenericData.EnumSymbol(older.getField("outcome").schema(), "skipped"));

    RecordCodec<GroupOutcome> codec =
        new RecordCodec<>(GroupOutcome.class, new SchemaHistory(List.of(older, today)));

    assertThat(codec.decode(singleObject(older, old)))
        .isEqualTo(new GroupOutcome(9, Outcome.skipped, ""));
  }

  @Test
  void nullAndEmptyValuesAreRefusedWithTheReason() {
    RecordCodec<Rollout> codec = RecordCodec.of(Rollout.class);
    assertThatThrownBy(() -> codec.decode(null))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage("not a Rollout: there is no value");
    assertThatThrownBy(() -> codec.decode(new byte[0]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage("not a Rollout: the bytes do not start as Avro's single-object encoding does");
  }

  @Test
  void bytesAfterTheRecordAreRefused() {
    RecordCodec<Rollout> codec = RecordCodec.of(Rollout.class);
    byte[] bytes = codec.encode(Records.rollout());
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 3)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("3 bytes are left over");
  }

  @Test
  void aClaimedLengthIsNotTrusted() {
    byte[] header =
        Arrays.copyOf(RecordCodec.of(Definition.class).encode(Records.definition()), 10);
    ByteBuffer hostile = ByteBuffer.allocate(HEADER_BYTES + 5).put(header);
    hostile.put(zigzag(Integer.MAX_VALUE));

    assertThatThrownBy(() -> RecordCodec.of(Definition.class).decode(hostile.array()))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("2147483647 bytes or items claimed, 0 bytes left");
  }

  @Test
  void aRecordTooLargeForKafkaIsNeitherWrittenNorRead() {
    RecordCodec<Prompt> codec = RecordCodec.of(Prompt.class);
    Prompt large = Records.prompt();
    large.setImage(ByteBuffer.allocate(Topics.MAX_RECORD_BYTES));

    assertThatThrownBy(() -> codec.encode(large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the limit of a record is 16777216");
    assertThatThrownBy(() -> codec.decode(new byte[Topics.MAX_RECORD_BYTES + 1]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("more than the limit");
  }

  @Property(tries = 2000)
  void hostileBytesAreReadOrRefusedAsUnreadable(
      @ForAll @Size(max = 200) byte[] garbage, @ForAll @IntRange(max = 7) int which) {
    SpecificRecord record = Records.all().get(which);
    RecordCodec<SpecificRecord> codec = codecOf(record);
    byte[] hostile = Arrays.copyOf(codec.encode(record), HEADER_BYTES + garbage.length);
    System.arraycopy(garbage, 0, hostile, HEADER_BYTES, garbage.length);

    assertReadableOrRefused(codec, garbage);
    assertReadableOrRefused(codec, hostile);
  }

  @Property(tries = 2000)
  void damagedRecordsAreReadOrRefusedAsUnreadable(
      @ForAll @IntRange(max = 7) int which,
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll byte value) {
    SpecificRecord record = Records.all().get(which);
    RecordCodec<SpecificRecord> codec = codecOf(record);
    byte[] bytes = codec.encode(record);
    int at = place % bytes.length;

    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, at)))
        .isInstanceOf(UnreadableRecordException.class);
    bytes[at] = value;
    assertReadableOrRefused(codec, bytes);
  }

  private static void assertReadableOrRefused(RecordCodec<SpecificRecord> codec, byte[] bytes) {
    try {
      assertThat(codec.decode(bytes)).isNotNull();
    } catch (UnreadableRecordException e) {
      assertThat(e).hasMessageStartingWith("not a ");
    }
  }

  @SuppressWarnings("unchecked")
  private static RecordCodec<SpecificRecord> codecOf(SpecificRecord record) {
    return CODECS.computeIfAbsent(
        record.getClass(), type -> RecordCodec.of((Class<SpecificRecord>) type));
  }

  private static Schema without(Schema schema, List<String> names) {
    Schema older =
        Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false);
    older.setFields(
        schema.getFields().stream()
            .filter(field -> !names.contains(field.name()))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList());
    return older;
  }

  private static byte[] singleObject(Schema schema, GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    bytes.write(0xC3);
    bytes.write(0x01);
    bytes.writeBytes(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(fingerprint)
            .array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static byte[] zigzag(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = (value << 1) ^ (value >> 63);
    while (rest > 0x7F) {
      bytes.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }
}
