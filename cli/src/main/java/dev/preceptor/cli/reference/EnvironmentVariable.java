package dev.preceptor.cli.reference;

import java.util.Locale;

/**
 * Every environment variable that is read, by whom, and what it means. A test looks for those that
 * the code reads and that are not here.
 */
enum EnvironmentVariable {
  JAVA_HOME(Reader.SCRIPT, "the `java` on the path", "the JDK to build and run with, 17 or newer"),
  XDG_CACHE_HOME(
      Reader.SCRIPT,
      "`~/.cache`",
      "where a link to a repository whose path contains `:` is kept, since Java cannot use such a"
          + " path"),
  HOME(Reader.SCRIPT, "", "the folder of `.cache`, as above"),
  PRECEPTOR_NO_BUILD(
      Reader.SCRIPT, "", "if set to any value: use the existing build, and fail if there is none"),
  OMP_WAIT_POLICY(
      Reader.SCRIPT,
      "`PASSIVE`",
      "how OpenMP's idle threads wait; the services of a local run always get `PASSIVE`"),
  GOMP_SPINCOUNT(
      Reader.SCRIPT,
      "`5000`",
      "how long such a thread spins before it sleeps; the services of a local run always get"
          + " `5000`"),
  PRECEPTOR_REWARDS_CLASSPATH(
      Reader.BOTH,
      "",
      "jars and folders with rewards of your own, separated like a class path; see [Write a"
          + " reward](../guides/write-a-reward.md)"),
  PRECEPTOR_KEY_(
      Reader.ASKING,
      "",
      "followed by a name of yours: the keys of judges and rewards behind servers. A recipe's"
          + " `api_key_env` and `key_env` can name only such variables"),
  PRECEPTOR_ALLOWED_HOSTS(
      Reader.ASKING,
      "any host over https, this machine over http too",
      "the only hosts that judges and rewards may be asked of, separated by commas:"
          + " `judge.example.org`, `10.0.0.5:8000`, `*.example.org`"),
  PRECEPTOR_RUNS_DIR(
      Reader.COMMANDS_AND_CONSOLE,
      "`runs`",
      "folder of all runs, where `--runs-dir` does not say so; a container that can write to"
          + " `/tmp` only has `/tmp/runs`"),
  PRECEPTOR_STORE(
      Reader.STORING,
      "",
      "`s3://BUCKET/PREFIX`: where models and data are stored by their hashes; see [Containers and"
          + " Kubernetes](../guides/kubernetes.md)"),
  PRECEPTOR_STORE_ENDPOINT(
      Reader.STORING, "Amazon's", "`https://HOST:PORT` of other S3-compatible storage"),
  PRECEPTOR_INPUTS(
      Reader.FETCH, "", "names of stored folders, with spaces between them, where none is given"),
  AWS_REGION(Reader.STORING, "`us-east-1`", "region of the storage"),
  AWS_ACCESS_KEY_ID(Reader.STORING, "nobody's login", "login of the storage, with its secret"),
  AWS_SECRET_ACCESS_KEY(Reader.STORING, "", "the secret of that login"),
  AWS_SESSION_TOKEN(Reader.STORING, "", "the session of a login for a time"),
  KAFKA_BOOTSTRAP_SERVERS(
      Reader.COMMANDS_AND_SERVICES,
      "a run's own broker",
      "`HOST:PORT` of the run's broker; further `KAFKA_*` variables say how to log in, see"
          + " [Secured brokers](../guides/secured-brokers.md)"),
  PRECEPTOR_RUN(
      Reader.SERVICES,
      "",
      "the run's name; its recipe comes from `RUN.definition`. For console-service, several with"
          + " commas between them"),
  PRECEPTOR_INSTANCE(
      Reader.ROLLOUT_JUDGE_REWARD_LEARNER,
      "a random name; `reward-0`; `learner`",
      "the process's name in its consumer group; keep it across restarts, and give each process"
          + " its own"),
  PRECEPTOR_WORKER(
      Reader.ROLLOUT, "`HOSTNAME`, else `local`", "the worker's name, written into each rollout"),
  HOSTNAME(Reader.ROLLOUT, "", "the default of `PRECEPTOR_WORKER`"),
  PRECEPTOR_POLICY_PATIENCE(
      Reader.ROLLOUT,
      "`PT15S`",
      "how often the worker checks whether the policy version that its prompts wait for can still"
          + " arrive"),
  PRECEPTOR_CONSOLE_TOKEN(
      Reader.CONSOLE,
      "",
      "what a person enters to open a console that is not on loopback, 16 characters or more; see"
          + " [The console](../guides/console.md)"),
  PRECEPTOR_CONSOLE_REVIEWER_TOKEN(
      Reader.CONSOLE,
      "",
      "the same for those who may review what a model reasons, another one than"
          + " `PRECEPTOR_CONSOLE_TOKEN`; see [Review what a model"
          + " reasons](../guides/clinician-review.md)"),
  PRECEPTOR_EVAL_WORKER(
      Reader.EVAL,
      "`0`",
      "which of the recipe's `eval_workers` it is, from 0; 0 writes the evaluations"),
  PRECEPTOR_JUDGE(
      Reader.JUDGE, "the recipe's only judge", "the judge of the recipe that this process serves"),
  PRECEPTOR_STATE_DIR(
      Reader.REWARD,
      "a new folder in the temporary one",
      "Kafka Streams' lock files; the state itself is in memory and in changelog topics"),
  PRECEPTOR_RUN_DIR(Reader.LEARNER, "", "the run's folder, where `checkpoints/` is"),
  PRECEPTOR_SHUTDOWN_PATIENCE(
      Reader.LEARNER,
      "`PT30S`",
      "how long the step in progress may take to finish when the service is asked to stop"),
  PRECEPTOR_MODELS(
      Reader.COMMANDS_AND_SERVICES,
      "",
      "folders, separated by `:`, below which the models of a submitted run are found by name"),
  PRECEPTOR_DATA(Reader.COMMANDS_AND_SERVICES, "", "the same for its question files and images"),
  PRECEPTOR_CACHE(
      Reader.LEARNER_EVAL,
      "a new folder in the temporary one",
      "where the questions of a phantom data set are kept once generated"),
  PRECEPTOR_EXIT_AT_END(
      Reader.SERVICES,
      "`false`",
      "`true`: the service ends with exit code 0 once the run has taken its last step or was"
          + " stopped"),
  PRECEPTOR_DEVICE(
      Reader.ROLLOUT_JUDGE_LEARNER_EVAL,
      "the recipe's `device`",
      "`cpu`, `cuda:N` or `auto` for this process"),
  PRECEPTOR_LOG_FORMAT(
      Reader.SERVICES,
      "`text`",
      "`json`: one JSON object a line, with the labels `run` and `component` of the metrics; what"
          + " Java prints before the service starts stays text"),
  OTEL_EXPORTER_OTLP_ENDPOINT(
      Reader.ROLLOUT_JUDGE_REWARD_LEARNER,
      "no traces",
      "`http://HOST:4318` of an OpenTelemetry collector: each group is traced through the services;"
          + " see [Monitoring](../guides/monitoring.md#traces)"),
  OTEL_EXPORTER_OTLP_HEADERS(
      Reader.ROLLOUT_JUDGE_REWARD_LEARNER,
      "",
      "`NAME=VALUE`, with commas between several: what is sent to the collector with every request,"
          + " such as a login"),
  PRECEPTOR_PARENT_PID(
      Reader.SERVICES_AND_BROKER, "", "the process ends when the process with this id ends"),
  QUARKUS_HTTP_PORT(
      Reader.SERVICES,
      "`0`: any free port, logged at the start",
      "port of `/q/health` and `/q/metrics`, and of the console's page"),
  QUARKUS_HTTP_HOST(Reader.SERVICES, "`127.0.0.1`", "address to listen on"),
  OMP_NUM_THREADS(
      Reader.LIBRARIES,
      "",
      "number of OpenMP threads; `preceptor train` sets it from the recipe's `threads`"),
  MALLOC_ARENA_MAX(
      Reader.LIBRARIES,
      "",
      "number of glibc's memory arenas; `preceptor train` sets `2` for its services"),
  PYTORCH_LIBRARY_PATH(
      Reader.LIBRARIES,
      "the libtorch that the build includes (CPU)",
      "folder of another libtorch 2.7.1, such as one for CUDA; not tried on a GPU yet"),
  DJL_CACHE_DIR(
      Reader.LIBRARIES,
      "`~/.djl.ai`; without a home, a folder beside the installation",
      "where PyTorch's libraries are unpacked on first use and loaded from; a folder that other"
          + " users can write to is refused"),
  ENGINE_CACHE_DIR(Reader.LIBRARIES, "`DJL_CACHE_DIR`", "the same, and counts more");

  /** Who reads a variable. */
  enum Reader {
    SCRIPT("the `preceptor` script"),
    COMMANDS("`preceptor`"),
    CONSOLE("console-service"),
    COMMANDS_AND_CONSOLE("`preceptor` and console-service"),
    STORING("`preceptor push` and `fetch`"),
    FETCH("`preceptor fetch`"),
    BOTH("`preceptor` and reward-service"),
    ASKING("`preceptor`, reward-service and judge-service"),
    SERVICES("every service"),
    COMMANDS_AND_SERVICES("`preceptor` and every service"),
    SERVICES_AND_BROKER("every service and the broker"),
    ROLLOUT("rollout-service"),
    JUDGE("judge-service"),
    REWARD("reward-service"),
    LEARNER("learner-service"),
    EVAL("eval-service"),
    LEARNER_EVAL("learner- and eval-service"),
    ROLLOUT_JUDGE_REWARD_LEARNER("rollout-, judge-, reward- and learner-service"),
    ROLLOUT_JUDGE_LEARNER_EVAL("rollout-, judge-, learner- and eval-service"),
    LIBRARIES("libraries, in every process that computes");

    private final String label;

    Reader(String label) {
      this.label = label;
    }
  }

  private final Reader reader;
  private final String standard;
  private final String meaning;

  EnvironmentVariable(Reader reader, String standard, String meaning) {
    this.reader = reader;
    this.standard = standard;
    this.meaning = meaning;
  }

  String reader() {
    return reader.label;
  }

  /** What holds where it is not set. */
  String standard() {
    return standard;
  }

  String meaning() {
    return meaning;
  }

  /** The variable that sets a property of a service's configuration, as MicroProfile maps them. */
  static String of(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
