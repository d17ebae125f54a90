package dev.preceptor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.TensorDelta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The versions of a policy of which only an adapter changes. */
class AdapterDeltasTest {

  private static final String A = "base_model.model.layer.lora_A.weight";
  private static final int ANCHOR_STEPS = 5;

  /** A base of 4000 bytes and an adapter of 200, which differs in each version. */
  private static MemoryModel version(int number) {
    byte[] adapter = new byte[200];
    adapter[number % 200] = 1;
    return new MemoryModel(
        Map.of("adapter_config.json", new byte[] {'{', '}'}),
        Map.of(
            "layer.weight",
            new HostTensor(DType.BF16, new long[] {20, 100}, ByteBuffer.allocate(4000)),
            A,
            new HostTensor(DType.BF16, new long[] {1, 100}, ByteBuffer.wrap(adapter))));
  }

  @Test
  void theBaseIsWrittenOnceAndThenTheAdapterAlone() {
    PolicyPublisher publisher = new PolicyPublisher(ANCHOR_STEPS);
    PolicyAssembler assembler = new PolicyAssembler(1 << 20, 0);
    List<Integer> anchors = new ArrayList<>();
    for (int number = 0; number <= 106; number++) {
      MemoryModel policy = version(number);
      String sha256 = PolicyHash.sha256(policy);
      PolicyPublisher.Publication publication = publisher.publish(number, sha256, policy);
      List<PolicyChunk> chunks = new ArrayList<>();
      publication.chunks().forEachRemaining(chunks::add);
      if (publication.anchor()) {
        anchors.add(number);
      } else {
        assertThat(chunks)
            .flatExtracting(PolicyChunk::getDeltas)
            .extracting(TensorDelta::getName)
            .containsOnly(A);
      }
      chunks.forEach(assembler::accept);
      assertThat(assembler.at(number).sha256()).isEqualTo(sha256);
    }
    // 4200 bytes are 21 times the adapter's
    assertThat(anchors).containsExactly(0, 21 * ANCHOR_STEPS);
  }
}
