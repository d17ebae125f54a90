package dev.preceptor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

  private static final String MARK = "\ufeff";

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "ab", "abc", "röntgen 胸部 \ud83e\ude7b", "{\"a\":\n1}"})
  void aByteOrderMarkIsNoPartOfAText(String text) throws IOException {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] marked = (MARK + text).getBytes(StandardCharsets.UTF_8);
    for (byte[] file : new byte[][] {plain, marked}) {
      assertThat(Utf8.text(file)).isEqualTo(text);
      assertThat(Utf8.withoutMark(file)).isEqualTo(plain);
      assertThat(Utf8.withoutMark(new ByteArrayInputStream(file)).readAllBytes()).isEqualTo(plain);
    }
  }

  @Test
  void onlyTheFirstMarkIsTaken() throws IOException {
    assertThat(Utf8.text((MARK + MARK + "a" + MARK).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(MARK + "a" + MARK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void anotherEncodingIsRefusedWithAndWithoutItsMark(String name) {
    for (String text : new String[] {"[1]", MARK + "[1]", MARK + "胸部", MARK}) {
      byte[] file = text.getBytes(Charset.forName(name));
      assertThatThrownBy(() -> Utf8.withoutMark(file))
          .isInstanceOf(NotUtf8Exception.class)
          .hasMessage("it is in UTF-16 or UTF-32; save it as UTF-8");
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirLine() {
    byte[] file = "a\nb\nröntgen\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Utf8.text(file))
        .isInstanceOf(NotUtf8Exception.class)
        .hasMessage("it is not UTF-8 in line 3; save it as UTF-8");
  }

  @Property
  void anyBytesAreATextOrRefused(@ForAll byte[] file) {
    try {
      byte[] text = Utf8.text(file).getBytes(StandardCharsets.UTF_8);
      assertThat(ByteBuffer.wrap(file, file.length - text.length, text.length))
          .isEqualTo(ByteBuffer.wrap(text));
    } catch (NotUtf8Exception e) {
      assertThat(e).hasMessageEndingWith("save it as UTF-8");
    }
  }
}
