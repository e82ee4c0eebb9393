package io.meshlog.xds.policy;

import io.meshlog.model.contract.EnvelopeContract;
import io.meshlog.model.contract.MutationContract;
import io.meshlog.model.contract.ResourceContract;
import io.meshlog.model.contract.ResourceSample;
import io.meshlog.model.resource.ResourceType;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy answers its samples as they say. */
class PolicyContractTest {
  static Stream<ResourceType<?>> types() {
    return Policies.ALL.stream().map(Policy::type);
  }

  static Stream<Arguments> samples() {
    return types().flatMap(ResourceContract::cases);
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyPolicyHasGoodAndBadSamples(ResourceType<?> type) {
    ResourceContract.covers(type);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("samples")
  void aSampleIsAnsweredAsItSays(ResourceType<?> type, ResourceSample sample) {
    ResourceContract.holds(type, sample);
  }

  static Stream<Arguments> goodSamples() {
    return types()
        .flatMap(ResourceContract::cases)
        .filter(each -> ((ResourceSample) each.get()[1]).good());
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("goodSamples")
  void noFieldIsLostWithoutAWord(ResourceType<?> type, ResourceSample sample) {
    ResourceContract.losesNothingInSilence(type, sample);
  }

  @ParameterizedTest
  @MethodSource("types")
  void theEnvelopeIsCheckedForEveryPolicy(ResourceType<?> type) {
    EnvelopeContract.holds(type);
  }

  @ParameterizedTest
  @MethodSource("types")
  void whateverStandsSomewhereIsJudged(ResourceType<?> type) {
    MutationContract.holds(type);
  }
}
