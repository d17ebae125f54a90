/**
 * A judge's word on a group: rollouts to judgements, for judge-service and for judges that {@code
 * preceptor rescore} asks. Must not know what a judgement is worth, nor where it goes.
 */
package dev.preceptor.scoring.judging;
