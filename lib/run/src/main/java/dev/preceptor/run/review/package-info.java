/** What a review must be to count as one of a run's. Knows no Kafka and nothing of who reads. */
package dev.preceptor.run.review;
