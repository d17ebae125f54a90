package dev.preceptor.study.capacity;

/**
 * What a simulated run comes to.
 *
 * @param stepSeconds from the end of one step to the end of the next, once the run is under way
 * @param rolloutsBusy share of that time in which a rollout worker samples, their mean
 * @param judgesBusy the same of judge workers; 0 without judges
 * @param learnerBusy the same of the learner, publishing included
 */
public record SimulatedRun(
    double stepSeconds, double rolloutsBusy, double judgesBusy, double learnerBusy) {}
