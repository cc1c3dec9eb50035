package kr.hangil.billing.pricing;

import io.smallrye.mutiny.Uni;

/** Told after a price book was committed. A failure does not undo the publication. */
public interface PriceBookListener {

    Uni<Void> published();
}
