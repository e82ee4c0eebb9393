package io.meshlog.model.contract;

import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of this module answers its samples as they say. */
class ResourceContractTest {
  static Stream<ResourceType<?>> types() {
    return CoreTypes.ALL.stream().filter(ResourceSamples::wantedFor);
  }

  static Stream<Arguments> samples() {
    return types().flatMap(ResourceContract::cases);
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeHasGoodAndBadSamples(ResourceType<?> type) {
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
  void theEnvelopeIsCheckedForEveryType(ResourceType<?> type) {
    EnvelopeContract.holds(type);
  }

  @ParameterizedTest
  @MethodSource("types")
  void whateverStandsSomewhereIsJudged(ResourceType<?> type) {
    MutationContract.holds(type);
  }
}
