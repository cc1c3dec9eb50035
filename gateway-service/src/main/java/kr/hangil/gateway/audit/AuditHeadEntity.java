package kr.hangil.gateway.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The end of one scope's chain; locked by whoever appends. */
@Entity
@Table(name = "audit_head")
class AuditHeadEntity {

    @Id
    @Column(name = "scope")
    String scope;

    @Column(name = "seq")
    long seq;

    @Column(name = "hash")
    String hash;
}
