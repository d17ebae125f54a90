package dev.preceptor.training.tuning;

import dev.preceptor.models.Sha256Digest;
import dev.preceptor.models.image.Image;
import dev.preceptor.vqa.Question;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The identity of a run's data: SHA-256 over what is added, each with its length before it. */
public final class DataDigest {

  private final MessageDigest digest = Sha256Digest.begin();

  /** Adds token ids. */
  public DataDigest add(int... ids) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (ids.length + 1)).putInt(ids.length);
    for (int id : ids) {
      bytes.putInt(id);
    }
    digest.update(bytes.flip());
    return this;
  }

  /** Adds a text. */
  public DataDigest add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
    return this;
  }

  /** Adds an image. */
  public DataDigest add(Image image) {
    add(image.width(), image.height());
    digest.update(image.rgb());
    return this;
  }

  /** Adds a question, but not its image. */
  public DataDigest add(Question question) {
    add(question.question());
    question.choices().forEach(this::add);
    return add(question.answer());
  }

  /** The hash of all that was added, in lower-case hexadecimal. Nothing can be added any more. */
  public String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
