package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class OneLineErrorsTest {

  @Command(name = "status")
  private record Failing(RuntimeException failure) implements Callable<Integer> {
    @Override
    public Integer call() {
      throw failure;
    }
  }

  @Test
  void aBrokerThatStopsAnsweringIsOneLineAndNoInternalError() {
    var err = new StringWriter();
    int code = execute(new IllegalStateException(new TimeoutException("nothing\nfor 30 s")), err);
    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("status: the broker does not answer (")
        .endsWith("nothing for 30 s); look whether it is running, then try again");
  }

  @Test
  void whatNobodyExpectedIsAnInternalErrorWithItsTrace() {
    var err = new StringWriter();
    assertThat(execute(new IllegalStateException("x"), err)).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("status: internal error: java.lang.IllegalStateException: x")
        .contains("OneLineErrorsTest");
  }

  private static int execute(RuntimeException failure, StringWriter err) {
    return new CommandLine(new Failing(failure))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(new OneLineErrors())
        .execute();
  }
}
