package io.meshlog.model.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Refusal;
import io.meshlog.model.admit.Refusal.Reason;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.admit.Verdict.NotAdmitted;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** What holds for the envelope of every type, tried on its first good sample (rest 2.6). */
public final class EnvelopeContract {
  private static final String CHARACTERS =
      "invalid characters. A lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
          + " characters, '-' or '.', and must start and end with an alphanumeric character";

  private EnvelopeContract() {}

  public static <S extends Spec> void holds(ResourceType<S> type) {
    ResourceSample sample =
        ResourceSamples.of(type).stream()
            .filter(ResourceSample::good)
            .filter(one -> one.before() == null)
            .findFirst()
            .orElseThrow();
    name(type, sample);
    scope(type, sample);
    labels(type, sample);
    unreadable(type, sample);
  }

  private static <S extends Spec> void name(ResourceType<S> type, ResourceSample sample) {
    refused(
        type,
        sample,
        "other",
        body -> {},
        new Violation("name", "name from the URL has to be the same as in body"));
    for (String bad : new String[] {"Upper", "under_score", "-a", "a-", "a..b", "ä"}) {
      refused(type, sample, bad, body -> body.put("name", bad), new Violation("name", CHARACTERS));
    }
    String endless = "a".repeat(254);
    refused(
        type,
        sample,
        endless,
        body -> body.put("name", endless),
        new Violation("name", "value length must less or equal 253"));
  }

  private static <S extends Spec> void scope(ResourceType<S> type, ResourceSample sample) {
    String name = sample.resourceName();
    Violation ofType = new Violation("type", "type from the URL has to be the same as in body");
    // The schema of a nested type sees the type first (rest 2.3).
    Violation ofSchema = new Violation("", "type in body should be one of [" + type.name() + ']');
    refused(
        type,
        sample,
        name,
        body -> body.put("type", "Other"),
        type.form() == Form.NESTED ? ofSchema : ofType);
    if (type.isMeshScoped()) {
      refused(
          type,
          sample,
          name,
          body -> body.put("mesh", "other"),
          new Violation("mesh", "mesh from the URL has to be the same as in body"));
    }
  }

  private static <S extends Spec> void labels(ResourceType<S> type, ResourceSample sample) {
    for (String key : new String[] {"-a", "a/b/c", "UPPER.example/a", "a".repeat(64)}) {
      Verdict<S> verdict =
          verdict(
              type, sample, sample.resourceName(), body -> body.putObject("labels").put(key, "x"));
      assertThat(refusal(verdict).violations())
          .as("%s with label %s", type, key)
          .isNotEmpty()
          .allMatch(violation -> violation.field().equals("labels[\"" + key + "\"]"));
    }
    refused(
        type,
        sample,
        sample.resourceName(),
        body -> body.putObject("labels").put("kuma.io/origin", "mars"),
        new Violation("labels[\"kuma.io/origin\"]", "unknown resource origin \"mars\""));
  }

  private static <S extends Spec> void unreadable(ResourceType<S> type, ResourceSample sample) {
    for (String text : new String[] {"[]", "null", "1", "\"text\""}) {
      Verdict<S> verdict =
          admission(sample)
              .admit(
                  new Submission<>(
                      type, sample.mesh(), sample.resourceName(), SpecJson.parse(text)),
                  null);
      assertThat(refusal(verdict).reason()).isEqualTo(Reason.UNREADABLE);
    }
    Verdict<S> number = verdict(type, sample, sample.resourceName(), body -> body.put("name", 1));
    assertThat(refusal(number).detail()).startsWith("invalid " + type.name() + " object: ");
  }

  private static <S extends Spec> void refused(
      ResourceType<S> type,
      ResourceSample sample,
      String nameInUrl,
      Consumer<ObjectNode> change,
      Violation expected) {
    assertThat(refusal(verdict(type, sample, nameInUrl, change)).violations())
        .as("%s named %s", type, nameInUrl)
        .containsExactly(expected);
  }

  private static <S extends Spec> Verdict<S> verdict(
      ResourceType<S> type, ResourceSample sample, String nameInUrl, Consumer<ObjectNode> change) {
    ObjectNode body = sample.resource().deepCopy();
    change.accept(body);
    return admission(sample).admit(new Submission<>(type, sample.mesh(), nameInUrl, body), null);
  }

  private static Admission admission(ResourceSample sample) {
    return new Admission(sample.where().context(), true);
  }

  private static Refusal refusal(Verdict<?> verdict) {
    return switch (verdict) {
      case NotAdmitted<?> no -> no.refusal();
      case Admitted<?> yes -> throw new AssertionError("accepted: " + yes);
    };
  }
}
