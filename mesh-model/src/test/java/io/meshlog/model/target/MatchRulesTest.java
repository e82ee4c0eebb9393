package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 1.2.1, last paragraph */
class MatchRulesTest {
  @ParameterizedTest
  @ValueSource(strings = {"spiffe://default", "spiffe://td.io/ns/a_b", "spiffe://m/web-1"})
  void acceptsSpiffeIds(String id) {
    assertThat(MatchRules.spiffeFault(id)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://a/b|scheme is missing or invalid",
        "spiffe:///b|trust domain is missing",
        "spiffe://A/b|trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores",
        "spiffe://a/|path cannot have a trailing slash",
        "spiffe://a/b/|path cannot have a trailing slash",
        "spiffe://a//b|path cannot contain empty segments",
        "spiffe://a/../b|path cannot contain dot segments",
        "spiffe://a/b c|path segment characters are limited to letters, numbers, dots, dashes, and underscores",
      })
  void refusesOtherTexts(String id, String fault) {
    assertThat(MatchRules.spiffeFault(id)).isEqualTo(Optional.of(fault));
  }

  @Test
  void anEmptyMatchSaysWhatItNeeds() {
    assertThat(check("{}"))
        .containsExactly(new Violation("m", "must specify at least one of 'spiffeID' or 'sni'"));
  }

  @Test
  void anSniNeedsTypeAndValue() {
    assertThat(check("{'sni':{}}"))
        .containsExactly(
            new Violation("m.sni.type", "must be set"),
            new Violation("m.sni.value", "must be set"));
  }

  @Test
  void refersToTheSpiffeIdAsAWhole() {
    assertThat(check("{'spiffeID':{'type':'Prefix','value':'spiffe://default/'}}"))
        .containsExactly(
            new Violation(
                "m.spiffeID", "must be a valid Spiffe ID: path cannot have a trailing slash"));
  }

  @Test
  void aPrefixCoversLongerPrefixesAndExactIds() {
    MatchSpec wide = match("{'spiffeID':{'type':'Prefix','value':'spiffe://m/ns'}}");
    MatchSpec exact = match("{'spiffeID':{'type':'Exact','value':'spiffe://m/ns/a'}}");
    MatchSpec withSni =
        match(
            "{'spiffeID':{'type':'Exact','value':'spiffe://m/ns/a'},'sni':{'type':'Exact','value':'x'}}");
    assertThat(wide.covers(exact)).isTrue();
    assertThat(exact.covers(wide)).isFalse();
    assertThat(exact.covers(withSni)).isTrue();
    assertThat(withSni.covers(exact)).isFalse();
  }

  private static java.util.List<Violation> check(String json) {
    Violations found = Violations.collector();
    MatchRules.validate(match(json), found.at("m"));
    return found.list();
  }

  private static MatchSpec match(String json) {
    return SpecJson.plain().readValue(json.replace('\'', '"'), MatchSpec.class);
  }
}
