package dev.preceptor.cli.reference;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.fleet.process.Supervisor;

/** What the exit codes of the command and of the processes of a run mean. */
final class ExitCodesPage {

  private ExitCodesPage() {}

  static ReferencePage of() {
    var command =
        new MarkdownTable("code", "meaning")
            .row(code(ExitCode.SUCCESS), "Success.")
            .row(
                code(ExitCode.FAILED),
                "The command's input was valid, but the work failed: the run failed, was stopped or"
                    + " [had no effect](../guides/read-the-metrics.md#did-it-have-an-effect), a"
                    + " number was not finite, the build failed, `audit` found a violation, `chaos`"
                    + " found a run that differs, or there was an internal error.")
            .row(
                code(ExitCode.BAD_INPUT),
                "Invalid input. One line on standard error names the value, the place and the"
                    + " fix. Nothing was written.")
            .row(
                code(ExitCode.SENTINEL),
                "The [sentinel](../guides/read-the-metrics.md#is-the-reward-being-exploited) ended"
                    + " the run (`sentinel: stop`), of `train` and `watch`. The last checkpoint is"
                    + " of the step that raised the alarm.");
    var process =
        new MarkdownTable("code", "meaning", "what `preceptor train` and `join` do")
            .row(
                code(ExitCode.SUCCESS),
                "It was asked to stop.",
                "nothing while the run ends; otherwise start it again")
            .row(
                code(ExitCode.FAILED),
                "An error, or its parent process is gone.",
                "start it again after a pause; give up after six crashes without a step or an"
                    + " evaluation in between")
            .row(
                code(Supervisor.BAD_INPUT),
                "Invalid input; a restart would fail the same way. The last line of its log says"
                    + " why.",
                "end the run")
            .row(
                code(Supervisor.REPLACED),
                "Another process has taken its place: a later learner or eval-service, or one with"
                    + " the same `PRECEPTOR_INSTANCE`. It must not be restarted.",
                "end their part of the run and say how to resume the run there")
            .row(
                code(Supervisor.NOT_FINITE),
                "It computed a loss, gradient, weight or logit that is NaN or infinite; a restart"
                    + " would compute the same. Nothing of it was written. The last line of its log"
                    + " names the step and the figure.",
                "end the run, with 1; the last checkpoint stays")
            .row(
                code(Supervisor.ENDED),
                "A learner whose sentinel ended the run, after a checkpoint of its last step. The"
                    + " last line of its log has the alarm.",
                "end the run, with 5");
    return ReferencePage.titled(
        "exit-codes.md",
        "Exit codes",
        "## The `preceptor` command",
        command.toString(),
        "## Processes of a run",
        "The broker and the services, wherever they run. A signal gives 128 plus its number, as"
            + " usual, and counts as a crash.",
        process.toString());
  }

  private static String code(int code) {
    return String.valueOf(code);
  }
}
