package dev.preceptor.vqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsableRowsTest {

  private static final List<Rejected> REJECTED =
      List.of(new Rejected(1, "no question"), new Rejected(2, "choice A is empty"));

  @Test
  void aFileWithOneUsableRowServes() {
    assertThat(UsableRows.require("train_csv a.csv", List.of("row 3"), REJECTED))
        .containsExactly("row 3");
  }

  @Test
  void aFileWithoutUsableRowsIsRefusedWithItsNameAndTheFirstReason() {
    assertThatThrownBy(() -> UsableRows.require("train_csv a.csv", List.of(), REJECTED))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "train_csv a.csv: all of its 2 rows are rejected; the first is row 1: no question");
    assertThatThrownBy(() -> UsableRows.require("test_csv b.csv", List.of(), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage("test_csv b.csv: has no rows; give another file");
  }
}
