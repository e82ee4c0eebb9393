package io.meshlog.xds.generate;

import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.CertificatesWanted;

/** One proxy in one state of the mesh, before it has its certificates. Immutable. */
public interface Plan {
  CertificatesWanted wanted();

  /**
   * Everything the proxy gets, or why it gets nothing now.
   *
   * @param certificates what is there of those wanted
   */
  Generation generate(Certificates certificates);

  /** Of a proxy that gets nothing whatever certificates there are. */
  record Futile(Generation.Withheld why) implements Plan {
    @Override
    public CertificatesWanted wanted() {
      return CertificatesWanted.NONE;
    }

    @Override
    public Generation generate(Certificates certificates) {
      return why;
    }
  }
}
