package kr.hangil.operator.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import kr.hangil.contracts.serving.ServingLabels;

/** What a kind of device needs of Kubernetes and which engine runs on it. Cluster-scoped, owned by who runs the platform. */
@Group(ServingLabels.GROUP)
@Version(ServingLabels.VERSION)
@Kind("AcceleratorProfile")
@ShortNames("ap")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$')",
        message = "a name is up to 63 lower-case letters, digits or hyphens")
@AdditionalPrinterColumn(name = "Vendor", jsonPath = ".spec.vendor", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Resource",
        jsonPath = ".spec.request.extendedResource",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Engine", jsonPath = ".spec.engine.kind", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Startup",
        jsonPath = ".spec.startupBudgetSeconds",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class AcceleratorProfile extends CustomResource<AcceleratorProfileSpec, Void> {

    private static final long serialVersionUID = 1L;
}
