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
 * A command that uses a model: for one request given by options, or for every line of a requests
 * file.
 *
 * @param <M> the model
 * @param <T> a request
 * @param <A> the result, printed as JSON or as text
 */
abstract class ModelCommand<M extends AutoCloseable, T, A extends ModelCommand.Printable>
    implements Callable<Integer> {

  @Mixin private ModelOptions model;
  @Mixin private RequestOptions requests;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** A result that is serialized as JSON and has a text form. */
  interface Printable {
    String text();
  }

  /** Loads the model. */
  abstract M load(ModelSource source, Compute compute);

  /** Opens the model: by default from a folder. */
  M open(ModelOptions options) {
    return options.load(this::load);
  }

  /** The fields that a line of the requests file may have. */
  abstract Set<String> fields();

  /** The request given by the options. */
  abstract T request(RequestOptions requests);

  /** The request of a line; options are the defaults for missing fields. */
  abstract T request(RequestLine line, RequestOptions requests);

  /** Answers one request. */
  abstract A answer(M loaded, T request);

  @Override
  @SuppressWarnings("try") // closing an AutoCloseable may be interruptible; closing a model is not
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
