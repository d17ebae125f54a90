package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.Compute;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/**
 * A command that asks a model: once, as its options say, or once a line of a file of requests.
 *
 * @param <M> the model
 * @param <T> what is asked for
 * @param <A> what comes out, as JSON or as text
 */
abstract class ModelCommand<M extends AutoCloseable, T, A extends ModelCommand.Answered>
    implements Callable<Integer> {

  @Mixin private ModelOptions model;
  @Mixin private RequestOptions requests;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** What a record of JSON tells people. */
  interface Answered {
    String text();
  }

  /** Loads what is asked. */
  abstract M load(ModelSource source, Compute compute);

  /** Opens what is asked: a folder, unless a command knows more. */
  M open(ModelOptions options) {
    return options.load(this::load);
  }

  /** The fields that a line of requests may have. */
  abstract Set<String> fields();

  /** What the options ask. */
  abstract T request(RequestOptions requests);

  /** What a line asks; the options stand where it says nothing. */
  abstract T request(RequestLine line, RequestOptions requests);

  /** Asks the model. */
  abstract A answer(M loaded, T request);

  @Override
  @SuppressWarnings("try") // of all that can be closed, some could be interrupted; models cannot
  public final Integer call() throws Exception {
    if (requests.given()) {
      List<RequestOptions.Placed<T>> all = requests.read(fields(), line -> request(line, requests));
      try (M loaded = open(model)) {
        requests.answer(all, request -> answer(loaded, request));
      }
    } else {
      T request = request(requests);
      try (M loaded = open(model)) {
        A answer = answer(loaded, request);
        result.print(answer, answer.text());
      }
    }
    return ExitCode.SUCCESS;
  }
}
