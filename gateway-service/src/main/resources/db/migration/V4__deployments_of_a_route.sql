-- A served model may be served by several deployments: in other regions, or of another version that gets a share.
CREATE TABLE route_deployment (
    served_model text NOT NULL REFERENCES route (served_model) ON DELETE CASCADE,
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    region       text NOT NULL,
    weight       integer NOT NULL CHECK (weight BETWEEN 0 AND 1000),
    position     integer NOT NULL,
    PRIMARY KEY (served_model, name)
);
INSERT INTO route_deployment (served_model, name, region, weight, position)
    SELECT served_model, deployment, region, 100, 0 FROM route;

ALTER TABLE route_replica ADD COLUMN deployment text;
UPDATE route_replica p SET deployment = r.deployment FROM route r WHERE r.served_model = p.served_model;
ALTER TABLE route_replica
    ALTER COLUMN deployment SET NOT NULL,
    DROP CONSTRAINT route_replica_pkey,
    ADD PRIMARY KEY (served_model, deployment, name),
    ADD FOREIGN KEY (served_model, deployment) REFERENCES route_deployment (served_model, name) ON DELETE CASCADE;

ALTER TABLE route DROP COLUMN deployment, DROP COLUMN region;

CREATE TRIGGER route_deployment_changed AFTER INSERT OR UPDATE OR DELETE ON route_deployment
    FOR EACH STATEMENT EXECUTE FUNCTION bump_snapshot_version();
