package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTreeTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10|10",
        "-7|-7",
        "+5|5",
        "0|0",
        "0x10|16",
        "99999999999|99999999999",
        "99999999999999999999|99999999999999999999",
        "1e-6|0.000001",
        "2E3|2000.0",
        ".5|0.5",
        "5.|5.0",
        "00.5|0.5",
        "true|true",
        "FALSE|false",
        "~|null",
        "Null|null",
        "``|null",
        "y|\"y\"",
        "yes sir|\"yes sir\"",
        "2001-12-14|\"2001-12-14\"",
        ".inf|\".inf\"",
        ".nan|\".nan\"",
        "127.0.0.1:9092|\"127.0.0.1:9092\"",
        "run_2|\"run_2\"",
        "2_runs|\"2_runs\"",
        "'010'|\"010\"",
        "\"yes\"|\"yes\"",
        "!!str 010|\"010\"",
        "'\u0664'|\"\u0664\"",
      })
  void aScalarIsReadByTheCoreSchema(String scalar, String json) throws Exception {
    assertThat(YamlTree.read("k: " + scalar).path("k")).isEqualTo(JSON.readTree(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "010",
        "-010",
        "00",
        "08",
        "0_1",
        "1_000",
        "1_0.5",
        "1_0e3",
        "1:30",
        "190:20:30.15",
        "0b101",
        "0o10",
        "0x1_0",
        "+0x10",
        "yes",
        "No",
        "ON",
        "off"
      })
  void whatReadersOfYamlReadDifferentlyIsRefusedByNameAndLine(String scalar) {
    assertThatThrownBy(() -> YamlTree.read("a: 1\nb:\n  - {c: " + scalar + "}\n"))
        .isInstanceOf(YamlRefusal.class)
        .hasMessageStartingWith(
            "line 3: b[0].c: YAML 1.1 and 1.2 read " + scalar + " differently; write ")
        .hasMessageEndingWith(", or put it in quotes if it is a text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: &x [1, {k: v}]⏎b: *x|{\"a\": [1, {\"k\": \"v\"}], \"b\": [1, {\"k\": \"v\"}]}",
        "{a: &x {p: 1, q: 2}, b: {<<: *x, q: 3}}|{\"a\": {\"p\": 1, \"q\": 2}, \"b\": {\"q\": 3, \"p\": 1}}",
        "{a: &x {p: 1, q: 2}, b: {q: 3, <<: *x}}|{\"a\": {\"p\": 1, \"q\": 2}, \"b\": {\"q\": 3, \"p\": 1}}",
        "{a: [&x {p: 1}, &y {p: 2, q: 2}], b: {<<: [*x, *y]}}|{\"a\": [{\"p\": 1}, {\"p\": 2, \"q\": 2}], \"b\": {\"p\": 1, \"q\": 2}}",
        "{a: &x {p: 1}, b: &y {<<: *x, q: 2}, c: {<<: *y}}|{\"a\": {\"p\": 1}, \"b\": {\"p\": 1, \"q\": 2}, \"c\": {\"p\": 1, \"q\": 2}}",
        "{b: {<<: {p: 1}, q: 2}}|{\"b\": {\"p\": 1, \"q\": 2}}",
        "{b: {\"<<\": 1}}|{\"b\": {\"<<\": 1}}",
        "{a: &x ~, b: *x}|{\"a\": null, \"b\": null}",
        "{&k a: 1, b: *k}|{\"a\": 1, \"b\": \"a\"}",
      })
  void aliasesAreCopiesAndMergeKeysAddWhatIsNotThere(String yaml, String json) throws Exception {
    assertThat(YamlTree.read(yaml.replace("⏎", "\n"))).isEqualTo(JSON.readTree(json));
  }

  @Test
  void whatAliasesRepeatIsNoCopyThatAChangeWouldReach() throws Exception {
    var root = YamlTree.read("{a: &x {p: 1}, b: *x}");
    ((ObjectNode) root.get("a")).remove("p");
    assertThat(root.path("b").path("p").intValue()).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: 1⏎b: *c|line 2: not YAML: found undefined alias c",
        "a: &a [1, *a]|line 1: a[1]: an alias stands within what it stands for",
        "a: &a {b: {<<: *a}}|line 1: a.b: an alias stands within what it stands for",
        "a: 1⏎a: 2|line 2: a: is given twice; remove one",
        "a: {b: 1, \"b\": 2}|line 1: a.b: is given twice; remove one",
        "a: {<<: {b: 1}, <<: {b: 2}}|line 1: a.<<: is given twice; remove one",
        "a: {<<: 1}|line 1: a: << takes a mapping or a list of mappings, such as <<: *name",
        "a: {<<: [{b: 1}, 2]}|line 1: a: << takes a mapping or a list of mappings, such as <<: *name",
        "{[1]: 2}|line 1: a key is not a text",
        "a: !!int 3|line 1: a: the tag !!int is not known; remove it",
        "a: !mine {b: 1}|line 1: a: the tag !mine is not known; remove it",
        "a: !!java.net.URL x|line 1: not YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL",
        "a: 1⏎---⏎b: 2|line 2: not YAML: expected a single document in the stream: but found another document",
        "a: [1|line 1: not YAML: while parsing a flow sequence: expected ',' or ']', but got <stream end>",
        "a: 1⏎b: ␀|line 2: not YAML: the character U+0000 is not allowed",
      })
  void whatCannotBeReadIsRefusedByNameAndLine(String yaml, String message) {
    assertThatThrownBy(() -> YamlTree.read(yaml.replace("⏎", "\n").replace("␀", "\0")))
        .isInstanceOf(YamlRefusal.class)
        .hasMessage(message);
  }

  @Test
  void aFewLinesThatStandForBillionsAreRefused() {
    var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }
    assertThatThrownBy(() -> YamlTree.read(yaml.toString()))
        .isInstanceOf(YamlRefusal.class)
        .hasMessageMatching("line 1: a4.*: aliases repeat more than 10,000 values");
  }

  @Test
  void aByteOrderMarkBeforeATextIsNoPartOfIt() throws Exception {
    assertThat(YamlTree.read("\ufeffa: 1").path("a").intValue()).isOne();
  }

  @Test
  void aTextAsLongAsARecipeMayBeIsRead() throws Exception {
    String items = "1,".repeat(RecipeReader.MAX_BYTES / 2 - 4);
    assertThat(YamlTree.read("a: [" + items + "]").path("a")).hasSize(items.length() / 2);
  }
}
