package io.meshlog.model.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.admit.Refusal.Reason;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.admit.Verdict.NotAdmitted;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.types.CoreTypes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order and the words of rest-and-dataplane-protocol.md 2.3 and 2.6. */
class AdmissionTest {
  record Knobs(List<String> to, Mode mode, Integer size) implements Spec {}

  enum Mode {
    A,
    B
  }

  private static final ResourceType<Knobs> NESTED =
      ResourceType.named("MeshKnobs", Knobs.class).path("meshknobs").nested().build();

  private static final Admission ZONE =
      new Admission(new WriteContext(Origin.zone("zone-1"), true), true);
  private static final Admission GLOBAL =
      new Admission(new WriteContext(Origin.GLOBAL, false), true);
  private static final Admission ALONE =
      new Admission(new WriteContext(Origin.zone("default"), false), true);

  private static final String DP =
      "'networking':{'address':'1.1.1.1','inbound':[{'port':80,'tags':{'kuma.io/service':'web'}}]}";

  private static <S extends Spec> Submission<S> put(
      ResourceType<S> type, String mesh, String name, String body) {
    return new Submission<>(type, mesh, name, SpecJson.parse(body.replace('\'', '"')));
  }

  private static <S extends Spec> Refusal refusal(Admission admission, Submission<S> submission) {
    return switch (admission.admit(submission, null)) {
      case NotAdmitted<S> no -> no.refusal();
      case Admitted<S> yes -> throw new AssertionError("admitted " + yes);
    };
  }

  private static <S extends Spec> Admitted<S> admitted(
      Admission admission, Submission<S> submission) {
    return switch (admission.admit(submission, null)) {
      case NotAdmitted<S> no -> throw new AssertionError(no.refusal().toString());
      case Admitted<S> yes -> yes;
    };
  }

  private static String dataplane(String name, String more) {
    return "{'type':'Dataplane','mesh':'default','name':'" + name + "'," + more + DP + "}";
  }

  @Test
  void reportsTheSpecAloneWhenTheNameIsWrongToo() {
    Refusal refusal =
        refusal(
            ZONE,
            put(
                CoreTypes.DATAPLANE,
                "default",
                "dp-1",
                "{'type':'Dataplane','mesh':'default','name':'other'}"));
    assertThat(refusal.violations())
        .containsExactly(new Violation("networking", "must be defined"));
  }

  @Test
  void collectsTheEnvelopesErrorsInOrder() {
    Refusal refusal =
        refusal(
            ZONE,
            put(
                CoreTypes.DATAPLANE,
                "default",
                "dp-1",
                "{'type':'Zone','mesh':'m!','name':'Dp','labels':{'kuma.io/zone':'x'},"
                    + DP
                    + "}"));
    assertThat(refusal.reason()).isEqualTo(Reason.INVALID);
    assertThat(refusal.violations())
        .extracting(Violation::field)
        .containsExactly("name", "type", "mesh", "labels[\"kuma.io/zone\"]", "name", "mesh");
    assertThat(refusal.violations())
        .extracting(Violation::reason)
        .startsWith(
            "name from the URL has to be the same as in body",
            "type from the URL has to be the same as in body",
            "mesh from the URL has to be the same as in body",
            "kuma.io/zone label should have zone-1 value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{'type':'Dataplane','mesh':'default','name':5,'networking':{}}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','networking':[]}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','networking':{'address':5}}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','networking':{'address':'1.1.1.1','inbound':[{'port':'http'}]}}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','networking':{'address':'1.1.1.1','inbound':[{'port':80.5}]}}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','networking':{'address':'1.1.1.1','inbound':[{'port':''}]}}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','networking':{'address':'1.1.1.1','inbound':[{'port':99999999999}]}}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','networking':{'address':'1.1.1.1','inbound':[{'port':80,'tags':{'a':1}}]}}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','networking':{'address':'1.1.1.1','inbound':[{'port':80,'tags':['a']}]}}",
        "{'type':'Dataplane','mesh':'default','name':'dp-1','labels':{'a':1},'networking':{'address':'1.1.1.1'}}",
      })
  void callsWhatDoesNotBindABadRequest(String body) {
    Refusal refusal = refusal(ZONE, put(CoreTypes.DATAPLANE, "default", "dp-1", body));
    assertThat(refusal.reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(refusal.detail()).startsWith("invalid Dataplane object: \"");
    assertThat(refusal.violations()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'logging':{'defaultBackend':'a\\u0000'}}|logging.defaultBackend",
        "{'metrics':{'a':['\\ud800']}}|metrics.a[0]",
        "{'metrics':{'\\u0000':1}}|metrics",
        "{'tracing':{'sampling':1e999}}|tracing.sampling",
      })
  void refusesWhatTheLogCannotKeep(String body, String field) {
    Refusal refusal = refusal(GLOBAL, put(CoreTypes.MESH, "", "m", body));
    assertThat(refusal.reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(refusal.violations()).extracting(Violation::field).containsExactly(field);
  }

  @Test
  void keepsWholeCharactersOfEveryPlane() {
    String body =
        "{'type':'Mesh','name':'m','logging':{'backends':[{'name':'\ud83d\ude00','type':'file','conf':{'path':'/x'}}]}}";
    assertThat(admitted(GLOBAL, put(CoreTypes.MESH, "", "m", body)).warnings())
        .containsExactly("logging is stored but has no effect: use MeshAccessLog");
  }

  @Test
  void namesTheFieldThatDoesNotBind() {
    Refusal refusal =
        refusal(
            ZONE,
            put(
                CoreTypes.DATAPLANE,
                "default",
                "dp-1",
                "{'type':'Dataplane','networking':{'inbound':[{'port':1},{'port':'x'}]}}"));
    assertThat(refusal.violations())
        .containsExactly(
            new Violation(
                "networking.inbound[1].port", "in body must be of type integer: \"string\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'MeshTimeout','spec':{}}||type in body should be one of [MeshKnobs]",
        "{'type':'MeshKnobs'}||.spec in body is required",
        "{'type':'MeshKnobs','spec':{'to':'x'}}|spec.to|in body must be of type array: \"string\"",
        "{'type':'MeshKnobs','spec':{'mode':'C'}}|spec.mode|in body should be one of [A B]",
        "{'type':'MeshKnobs','spec':{'size':true}}|spec.size|in body must be of type integer: \"boolean\"",
      })
  void answersLikeTheSchemaForNestedTypes(String body, String field, String reason) {
    assertThat(refusal(GLOBAL, put(NESTED, "m", "k", body)).violations())
        .containsExactly(new Violation(field == null ? "" : field, reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|cannot be empty",
        "Web|invalid characters.",
        "web_1|invalid characters.",
        "-web|invalid characters.",
        "web.|invalid characters.",
      })
  void refusesNames(String name, String reason) {
    String given = name == null ? "" : name;
    Refusal refusal =
        refusal(ALONE, put(CoreTypes.DATAPLANE, "default", given, dataplane(given, "")));
    assertThat(refusal.violations())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.field()).isEqualTo("name");
          assertThat(violation.reason()).startsWith(reason);
        });
  }

  @Test
  void boundsTheLengthOfNames() {
    String name = "a".repeat(254);
    assertThat(
            refusal(ALONE, put(CoreTypes.DATAPLANE, "default", name, dataplane(name, "")))
                .violations())
        .containsExactly(new Violation("name", "value length must less or equal 253"));
    String federated = "a".repeat(250);
    assertThat(
            refusal(ZONE, put(CoreTypes.DATAPLANE, "default", federated, dataplane(federated, "")))
                .violations())
        .containsExactly(new Violation("name", "the length of the name must be shorter"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'kuma.io/origin':'mars'|labels[\"kuma.io/origin\"]|unknown resource origin \"mars\"",
        "'kuma.io/origin':'global'|labels[\"kuma.io/origin\"]|the origin label must be set to 'zone'",
        "'kuma.io/mesh':'other'|labels[\"kuma.io/mesh\"]|kuma.io/mesh label must not differ from mesh set on resource",
        "'kuma.io/zone':'zone-2'|labels[\"kuma.io/zone\"]|kuma.io/zone label should have zone-1 value",
      })
  void refusesLabelsThatLie(String label, String field, String reason) {
    Refusal refusal =
        refusal(
            ZONE,
            put(
                CoreTypes.DATAPLANE,
                "default",
                "dp-1",
                dataplane("dp-1", "'labels':{" + label + "},")));
    assertThat(refusal.violations()).containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'a b':'c'", "'a':'b c'", "'/a':'b'", "'UP.io/a':'b'", "'a/b/c':'d'", "'a':'-'"})
  void refusesLabelsThatKubernetesWould(String label) {
    Refusal refusal =
        refusal(
            ZONE,
            put(
                CoreTypes.DATAPLANE,
                "default",
                "dp-1",
                dataplane("dp-1", "'labels':{" + label + "},")));
    assertThat(refusal.violations())
        .isNotEmpty()
        .allSatisfy(violation -> assertThat(violation.field()).startsWith("labels[\""));
  }

  @Test
  void wantsTheOriginLabelOnNestedTypesOfAFederatedZoneOnly() {
    String body = "{'type':'MeshKnobs','mesh':'m','name':'k','spec':{}}";
    assertThat(refusal(ZONE, put(NESTED, "m", "k", body)).violations())
        .containsExactly(
            new Violation("labels[\"kuma.io/origin\"]", "the origin label must be set to 'zone'"));
    assertThat(admitted(ALONE, put(NESTED, "m", "k", body)).labels().get("kuma.io/origin"))
        .isEqualTo("zone");
    Admission unchecked = new Admission(ZONE.context(), false);
    assertThat(admitted(unchecked, put(NESTED, "m", "k", body)).creates()).isTrue();
  }

  @Test
  void computesLabelsAndStampsTheZone() {
    Admitted<?> admitted =
        admitted(
            ZONE,
            put(CoreTypes.DATAPLANE, "default", "dp-1", dataplane("dp-1", "'labels':{'a':'b'},")));
    assertThat(admitted.labels().values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "a", "b",
                "kuma.io/env", "universal",
                "kuma.io/mesh", "default",
                "kuma.io/origin", "zone",
                "kuma.io/proxy-type", "sidecar",
                "kuma.io/zone", "zone-1"));
    assertThat(SpecJson.write(CoreTypes.DATAPLANE, admitted.spec()))
        .contains("\"kuma.io/zone\":\"zone-1\"");
    assertThat(admitted.key()).hasToString("Dataplane/default/zone:zone-1/dp-1");
  }

  @Test
  void computesOnlyTheMeshOnGlobal() {
    String body = "{'type':'MeshKnobs','mesh':'m','name':'k','spec':{}}";
    assertThat(admitted(GLOBAL, put(NESTED, "m", "k", body)).labels())
        .isEqualTo(Labels.of("kuma.io/mesh", "m"));
    assertThat(
            admitted(GLOBAL, put(CoreTypes.MESH, "", "m", "{'type':'Mesh','name':'m'}")).labels())
        .isEqualTo(Labels.EMPTY);
  }

  @Test
  void leavesAResourceOfGlobalOriginWithoutAZone() {
    String body =
        "{'type':'MeshKnobs','mesh':'m','name':'k','labels':{'kuma.io/origin':'global'},'spec':{}}";
    assertThat(admitted(ALONE, put(NESTED, "m", "k", body)).labels().values())
        .containsOnlyKeys("kuma.io/mesh", "kuma.io/origin");
  }

  @Test
  void warnsOfEveryFieldNoOneReads() {
    String body =
        "{'type':'Dataplane','mesh':'default','name':'dp-1','creationTime':'0001-01-01T00:00:00Z','colour':'red',"
            + "'networking':{'address':'1.1.1.1','advertised_address':'2.2.2.2','inbound':[{'port':80,'service_port':81,'health':{'ready':false},'tags':{'kuma.io/service':'web'}}]}}";
    assertThat(admitted(ZONE, put(CoreTypes.DATAPLANE, "default", "dp-1", body)).warnings())
        .containsExactlyInAnyOrder(
            "unknown field \"colour\" is ignored",
            "unknown field \"networking.advertised_address\" is ignored; did you mean"
                + " \"advertisedAddress\"?",
            "unknown field \"networking.inbound[0].service_port\" is ignored; did you mean"
                + " \"servicePort\"?");
  }

  @Test
  void warnsOfAFlatSpecInANestedType() {
    String body = "{'type':'MeshKnobs','mesh':'m','name':'k','size':1,'spec':{'size':2}}";
    assertThat(admitted(GLOBAL, put(NESTED, "m", "k", body)).warnings())
        .containsExactly("unknown field \"size\" is ignored");
  }

  private static <S extends Spec> Resource<S> stored(Admitted<S> admitted, Labels labels) {
    return new Resource<>(
        admitted.type(),
        admitted.key(),
        admitted.key().name(),
        labels,
        admitted.spec(),
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        1);
  }

  @Test
  void keepsLabelsThatIdentify() {
    var submission = put(CoreTypes.DATAPLANE, "default", "dp-1", dataplane("dp-1", ""));
    var first = admitted(ZONE, submission);
    Labels before =
        first.labels().with("kuma.io/zone", "zone-0").with("kuma.io/display-name", "dp");
    switch (ZONE.admit(submission, stored(first, before))) {
      case Admitted<?> yes -> throw new AssertionError(yes.toString());
      case NotAdmitted<?> no -> {
        assertThat(no.refusal().reason()).isEqualTo(Reason.IMMUTABLE_LABEL);
        assertThat(no.refusal().violations())
            .containsExactly(
                new Violation(
                    "labels[\"kuma.io/zone\"]",
                    "is immutable, cannot be changed from \"zone-0\" to \"zone-1\""),
                new Violation(
                    "labels[\"kuma.io/display-name\"]",
                    "is immutable, cannot be removed (was \"dp\")"));
      }
    }
    assertThat(ZONE.admit(submission, stored(first, Labels.EMPTY))).isInstanceOf(Admitted.class);
  }

  @Test
  void letsNoOneButItsOriginChangeAResource() {
    var submission =
        put(
            CoreTypes.SECRET,
            "m",
            "s",
            "{'type':'Secret','mesh':'m','name':'s','data':'dGVzdA=='}");
    var copy = stored(admitted(GLOBAL, submission), Labels.EMPTY);
    assertThat(ZONE.admit(submission, copy)).isInstanceOf(NotAdmitted.class);
    assertThat(ZONE.deletion(copy))
        .containsExactly(
            new Violation("[\"kuma.io/origin\"]", "the origin label must be set to 'zone'"));
    assertThat(GLOBAL.deletion(copy)).isEmpty();
  }

  @Test
  void checksWorkloadsOnCreationOnly() {
    String bad = dataplane("dp-1", "'labels':{'kuma.io/workload':'a.b'},");
    var submission = put(CoreTypes.DATAPLANE, "default", "dp-1", bad);
    assertThat(refusal(ZONE, submission).reason()).isEqualTo(Reason.UNREADABLE);
    var good = admitted(ZONE, put(CoreTypes.DATAPLANE, "default", "dp-1", dataplane("dp-1", "")));
    assertThat(ZONE.admit(submission, stored(good, good.labels()))).isInstanceOf(Admitted.class);
  }

  @Test
  void refusesASecretThatIsNotBase64() {
    assertThat(
            refusal(
                    GLOBAL,
                    put(
                        CoreTypes.GLOBAL_SECRET,
                        "",
                        "s",
                        "{'type':'GlobalSecret','name':'s','data':'§'}"))
                .violations())
        .containsExactly(new Violation("data", "must be base64"));
  }

  @Test
  void dropsASealedFormFromOutside() {
    var admitted =
        admitted(
            GLOBAL,
            put(
                CoreTypes.GLOBAL_SECRET,
                "",
                "s",
                "{'type':'GlobalSecret','name':'s','sealed':{'keyId':'k','nonce':'n','ciphertext':'c'}}"));
    assertThat(admitted.spec().sealed()).isNull();
    assertThat(admitted.warnings()).hasSize(1);
  }
}
