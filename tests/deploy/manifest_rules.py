"""Rules that rendered manifests must keep, beyond the Kubernetes schemas.

Each rule takes the documents of one rendering and yields one sentence a problem.
"""

HEALTH_SERVICE = "txtsentry.v1.TxtClassifier"


def name_of(document):
    return f"{document['kind']}/{document['metadata']['name']}"


def of_kind(documents, kind):
    return [document for document in documents if document["kind"] == kind]


def containers_of(deployment):
    pod = deployment["spec"]["template"]["spec"]
    return pod.get("initContainers", []) + pod["containers"]


def restricted_profile(documents):
    """The Pod Security Standards' profile "restricted", and a read-only root file system."""
    for deployment in of_kind(documents, "Deployment"):
        where = name_of(deployment)
        pod = deployment["spec"]["template"]["spec"]
        context = pod.get("securityContext", {})
        if context.get("runAsNonRoot") is not True:
            yield f"{where}: runAsNonRoot is not true"
        if context.get("runAsUser", 0) == 0:
            yield f"{where}: runAsUser is not a number above 0"
        if context.get("seccompProfile", {}).get("type") not in ("RuntimeDefault", "Localhost"):
            yield f"{where}: seccompProfile is not RuntimeDefault"
        for field in ("hostNetwork", "hostPID", "hostIPC"):
            if pod.get(field):
                yield f"{where}: {field} is on"
        allowed = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral",
                   "persistentVolumeClaim", "projected", "secret"}
        for volume in pod.get("volumes", []):
            for volume_type in set(volume) - {"name"} - allowed:
                yield f"{where}: volume {volume['name']} is a {volume_type}"
        for container in containers_of(deployment):
            yield from restricted_container(f"{where} {container['name']}", container)
    for namespace in of_kind(documents, "Namespace"):
        labels = namespace["metadata"].get("labels", {})
        if labels.get("pod-security.kubernetes.io/enforce") != "restricted":
            yield f"{name_of(namespace)}: the restricted profile is not enforced"


def restricted_container(where, container):
    context = container.get("securityContext", {})
    if context.get("allowPrivilegeEscalation") is not False:
        yield f"{where}: allowPrivilegeEscalation is not false"
    if context.get("privileged"):
        yield f"{where}: privileged is on"
    if "ALL" not in context.get("capabilities", {}).get("drop", []):
        yield f"{where}: capabilities do not drop ALL"
    if set(context.get("capabilities", {}).get("add", [])) - {"NET_BIND_SERVICE"}:
        yield f"{where}: capabilities are added"
    if context.get("readOnlyRootFilesystem") is not True:
        yield f"{where}: readOnlyRootFilesystem is not true"
    if context.get("runAsUser") == 0 or context.get("runAsNonRoot") is False:
        yield f"{where}: the container runs as root although the pod does not"
    for port in container.get("ports", []):
        if "hostPort" in port:
            yield f"{where}: port {port['containerPort']} is a hostPort"


def selectors(documents):
    """Selectors select: a Deployment its own pods, the others a Deployment's pods."""
    pods = [d["spec"]["template"]["metadata"]["labels"] for d in of_kind(documents, "Deployment")]
    for document in documents:
        if document["kind"] == "Service":
            wanted = document["spec"].get("selector", {})
        elif document["kind"] in ("Deployment", "PodDisruptionBudget"):
            wanted = document["spec"]["selector"].get("matchLabels", {})
        else:
            continue
        own = [document["spec"]["template"]["metadata"]["labels"]] if (
            document["kind"] == "Deployment") else pods
        if not wanted or not any(wanted.items() <= labels.items() for labels in own):
            yield f"{name_of(document)}: the selector {wanted} matches no pod template"
    for deployment in of_kind(documents, "Deployment"):
        template = deployment["spec"]["template"]
        for spread in template["spec"].get("topologySpreadConstraints", []):
            wanted = spread["labelSelector"]["matchLabels"]
            if not wanted.items() <= template["metadata"]["labels"].items():
                yield f"{name_of(deployment)}: topology spread by {wanted} matches no pod template"


def ports_and_probes(documents):
    """Ports that services and probes name are there, and each probe asks the right service."""
    wanted_services = {"startupProbe": HEALTH_SERVICE, "readinessProbe": HEALTH_SERVICE,
                       "livenessProbe": "liveness"}
    names, numbers = set(), set()
    for deployment in of_kind(documents, "Deployment"):
        for container in deployment["spec"]["template"]["spec"]["containers"]:
            where = f"{name_of(deployment)} {container['name']}"
            own = {port["containerPort"] for port in container.get("ports", [])}
            numbers |= own
            names |= {port["name"] for port in container.get("ports", []) if "name" in port}
            for probe, service in wanted_services.items():
                grpc = container.get(probe, {}).get("grpc")
                if grpc is None:
                    yield f"{where}: {probe} is not a gRPC probe"
                    continue
                if grpc["port"] not in own:
                    yield f"{where}: {probe} asks port {grpc['port']}, which the container lacks"
                if grpc.get("service", "") != service:
                    yield f"{where}: {probe} asks \"{grpc.get('service', '')}\", not \"{service}\""
    for service in of_kind(documents, "Service"):
        for port in service["spec"]["ports"]:
            target = port.get("targetPort", port["port"])
            if target not in names | numbers:
                yield f"{name_of(service)}: targetPort {target} is no container's port"


def lame_duck_ms(container):
    for argument in container.get("args", []):
        if argument.startswith("--lame-duck-ms="):
            return int(argument.split("=", 1)[1])
    return 0


def lifecycle(documents):
    """A pod gets the time to drain, resources, and an environment that is its own."""
    drain_seconds_min = 10
    for deployment in of_kind(documents, "Deployment"):
        where = name_of(deployment)
        pod = deployment["spec"]["template"]["spec"]
        grace = pod.get("terminationGracePeriodSeconds", 30)
        for container in pod["containers"]:
            needed = lame_duck_ms(container) / 1000 + drain_seconds_min
            if lame_duck_ms(container) <= 0:
                yield f"{where}: no --lame-duck-ms, so a rolling update loses calls"
            if grace < needed:
                yield f"{where}: terminationGracePeriodSeconds {grace} is under {needed:g}"
            for bound in ("requests", "limits"):
                for resource in ("cpu", "memory"):
                    if resource not in container.get("resources", {}).get(bound, {}):
                        yield f"{where} {container['name']}: no {resource} in {bound}"
        if pod.get("enableServiceLinks") is not False:
            yield f"{where}: enableServiceLinks sets TXTSENTRY_ variables that the server reads"
        if pod.get("automountServiceAccountToken") is not False:
            yield f"{where}: automountServiceAccountToken is not false"
        accounts = {a["metadata"]["name"] for a in of_kind(documents, "ServiceAccount")}
        if pod.get("serviceAccountName") not in accounts:
            yield f"{where}: serviceAccountName is not among {sorted(accounts)}"
        volumes = {volume["name"] for volume in pod.get("volumes", [])}
        for container in containers_of(deployment):
            for mount in container.get("volumeMounts", []):
                if mount["name"] not in volumes:
                    yield f"{where}: volume {mount['name']} is mounted and not declared"


def parts(documents):
    """Everything a namespace needs is there, once, and in one namespace."""
    for kind in ("Namespace", "ServiceAccount", "Deployment", "Service", "PodDisruptionBudget"):
        if not of_kind(documents, kind):
            yield f"no {kind}"
    headless = [s for s in of_kind(documents, "Service") if s["spec"].get("clusterIP") == "None"]
    if len(headless) != 1:
        yield f"{len(headless)} headless Services instead of one"
    names = [name_of(document) for document in documents]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} stands twice"
    namespaces = {namespace["metadata"]["name"] for namespace in of_kind(documents, "Namespace")}
    for document in documents:
        if document["kind"] != "Namespace" and (
                document["metadata"].get("namespace") not in namespaces):
            yield f"{name_of(document)}: its namespace is not among {sorted(namespaces)}"


def image(documents, dockerfile):
    """The pods fit the image: same user, same port, flags that the image has set."""
    users, ports, listen = [], [], []
    for line in dockerfile.splitlines():
        words = line.replace("\\", " ").split()
        if words[:1] == ["USER"]:
            users.append(int(words[1].split(":")[0]))
        if words[:1] == ["EXPOSE"]:
            ports += [int(port) for port in words[1:]]
        listen += [int(w.rsplit(":", 1)[1]) for w in words
                   if w.startswith(("TXTSENTRY_LISTEN=", "TXTSENTRY_HTTP="))]
    for deployment in of_kind(documents, "Deployment"):
        where = name_of(deployment)
        pod = deployment["spec"]["template"]["spec"]
        user = pod.get("securityContext", {}).get("runAsUser")
        if set(users) != {user}:
            yield f"{where}: runAsUser {user}, but the image's USER is {users}"
        for container in pod["containers"]:
            own = [port["containerPort"] for port in container.get("ports", [])]
            if own != ports or own != listen:
                image = f"EXPOSE {ports} and listens on {listen}"
                yield f"{where}: ports {own}, but the image has {image}"
            if ":" not in container["image"] or container["image"].endswith(":latest"):
                yield f"{where}: the image {container['image']} has no version"


def problems(documents, dockerfile):
    found = []
    for rule in (restricted_profile, selectors, ports_and_probes, lifecycle, parts):
        found += rule(documents)
    return found + list(image(documents, dockerfile))
