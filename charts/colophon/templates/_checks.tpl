{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* What the schema cannot say. Every define prints one sentence a line: what is wrong, and what to do about it. */}}

{{- define "colophon.check.server" -}}
{{- $server := .Values.server -}}
{{- if eq .Values.mode "postgres" }}
mode: postgres comes with a later version of the chart; use mode: embedded
{{- else if .Values.postgres.existingSecret }}
postgres.existingSecret is of no use in mode: embedded; leave it empty
{{- end }}
{{- if gt (int64 $server.replicas) 1 }}
server.replicas is {{ int64 $server.replicas }}, but mode: embedded keeps everything in one volume that one server owns; set server.replicas to 1
{{- end }}
{{- if and (not $server.enabled) (not .Values.catalog.url) }}
server.enabled is false, so there is no catalog here; set catalog.url to the one that recipes shall fill
{{- end }}
{{- if and $server.enabled (le (int64 $server.terminationGracePeriodSeconds) (add 20 (int64 $server.drainSeconds))) }}
server.terminationGracePeriodSeconds must be more than server.drainSeconds and the 20 seconds in which requests end, or the server is killed at work; set it to {{ add 40 (int64 $server.drainSeconds) }}
{{- end }}
{{- if and $server.persistence.existingClaim (not $server.persistence.enabled) }}
server.persistence.existingClaim needs server.persistence.enabled: true
{{- end }}
{{- range $server.extraArgs }}
{{- if regexMatch "^--(data|listen|admin-token-file|tls-cert|tls-key|log-format|log-level|workers|history|drain)(=|$)" . }}
server.extraArgs: {{ . }} is set by the chart; use the value that is there for it
{{- end }}
{{- if regexMatch "^--auth" . }}
server.extraArgs: {{ . }} would let everybody who reaches the pod be the administrator; leave it out
{{- end }}
{{- end }}
{{- end -}}

{{- define "colophon.check.exposure" -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}
ingress.enabled is true without a host; set ingress.hosts, as in [{host: catalog.example.com}]
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
httpRoute.enabled is true without a gateway; set httpRoute.parentRefs, as in [{name: shared-gateway, namespace: gateways}]
{{- end }}
{{- if and .Values.server.service.loadBalancerSourceRanges (ne .Values.server.service.type "LoadBalancer") }}
server.service.loadBalancerSourceRanges needs server.service.type: LoadBalancer
{{- end }}
{{- range $key, $on := dict "ingress" .Values.ingress.enabled "httpRoute" .Values.httpRoute.enabled "podDisruptionBudget" .Values.podDisruptionBudget.enabled "metrics.serviceMonitor" .Values.metrics.serviceMonitor.enabled }}
{{- if and $on (not $.Values.server.enabled) }}
{{ $key }}.enabled needs the server; set it in the release that has server.enabled: true
{{- end }}
{{- end }}
{{- with .Values.metrics.serviceMonitor }}
{{- if and .enabled (not .tokenSecret.name) }}
metrics.serviceMonitor.enabled needs a token of scope read, as /metrics is not public; make a Secret of it and set metrics.serviceMonitor.tokenSecret.name
{{- end }}
{{- end }}
{{- end -}}

{{/* What recipes and the backup have in common. A dict of root, at (the path in the values), own (the values there), and job. */}}
{{- define "colophon.check.job" -}}
{{- $at := .at -}}
{{- if not .job.schedule }}
{{ $at }}.schedule is missing; set it, as in "15 3 * * *"
{{- else if not (regexMatch "^(@(hourly|daily|midnight|weekly|monthly|yearly|annually)|[^\\s@]+( +[^\\s@]+){4})$" .job.schedule) }}
{{ $at }}.schedule is not a cron line of five fields: {{ .job.schedule | quote }}; set it as in "15 3 * * *", and the time zone by timeZone
{{- end }}
{{- if and .root.Values.networkPolicy.enabled (not (hasKey .own "egress")) .needsEgress }}
{{ $at }}.egress is missing, and the NetworkPolicy lets nothing else through; name what it must reach, as in [{to: [{ipBlock: {cidr: 10.0.0.5/32}}], ports: [{port: 5432}]}], or [] for nothing but the catalog
{{- end }}
{{- range .job.args }}
{{- if regexMatch "^--token(=|$)" . }}
{{ $at }}.args: a token on a command line can be read by everybody who sees the pod; use {{ $at }}.token.existingSecret
{{- end }}
{{- end }}
{{- range .job.extraEnv }}
{{- if has .name (list "COLOPHON_SERVER" "COLOPHON_TOKEN" "COLOPHON_CA_FILE") }}
{{ $at }}.extraEnv: {{ .name }} is set by the chart; use catalog.url, {{ $at }}.token, catalog.caSecret
{{- end }}
{{- end }}
{{- end -}}

{{/* A recipe's text. A dict of at and job. */}}
{{- define "colophon.check.recipeText" -}}
{{- $at := .at -}}
{{- $recipe := fromYaml .job.recipe -}}
{{- if hasKey $recipe "Error" }}
{{ $at }}.recipe is not YAML of a map: {{ $recipe.Error | replace "\n" " " }}; try it with `colophon plan -c FILE`
{{- else if not (and (kindIs "map" $recipe.source) (dig "type" "" (default dict $recipe.source))) }}
{{ $at }}.recipe has no source.type; write which connector reads, as in source: {type: postgres, config: {…}}
{{- else }}
{{- range splitList "\n" (include "colophon.literalSecrets" (dict "at" "" "value" $recipe) | trim) }}
{{- if . }}
{{ $at }}.recipe: {{ trimPrefix "." . }} holds a secret in plain text, and a ConfigMap is no place for it; write "${VARIABLE}" there and give the variable by {{ $at }}.extraEnvFrom from a Secret, or put the whole recipe into a Secret ({{ $at }}.existingSecret)
{{- end }}
{{- end }}
{{- $sink := default dict $recipe.sink }}
{{- if and (eq (default "colophon-rest" $sink.type) "colophon-rest") (not .job.token.existingSecret) (not (dig "config" "token" "" $sink)) }}
{{ $at }}.token.existingSecret is missing; make a token of scope ingest with `colophon token create`, put it into a Secret, and name that
{{- end }}
{{- end }}
{{- end -}}

{{- define "colophon.check.recipes" -}}
{{- range $name, $recipe := include "colophon.recipes" $ | fromYaml }}
{{- $at := printf "recipes.%s" $name }}
{{- $job := include "colophon.job" (dict "root" $ "own" $recipe) | fromYaml }}
{{- $full := printf "%s-%s" (include "colophon.fullname" $) $name }}
{{- if not (regexMatch "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" $name) }}
{{ $at }}: a recipe's name becomes the name of objects; use small letters, digits and hyphens
{{- else if gt (len $full) 52 }}
{{ $at }}: {{ $full }} has {{ len $full }} characters, and a CronJob's name has at most 52; use a shorter name for the recipe or the release (fullnameOverride)
{{- end }}
{{- if eq $name "backup" }}
{{ $at }}: the backup's objects have this name; use another one for the recipe
{{- end }}
{{- $sources := 0 }}
{{- range $key := list "recipe" "existingConfigMap" "existingSecret" }}
{{- if get $job $key }}{{- $sources = add1 $sources }}{{- end }}
{{- end }}
{{- if ne (int $sources) 1 }}
{{ $at }} needs exactly one of recipe, existingConfigMap and existingSecret, and has {{ $sources }}
{{- else if $job.recipe }}
{{- include "colophon.check.recipeText" (dict "at" $at "job" $job) }}
{{- end }}
{{- include "colophon.check.job" (dict "root" $ "at" $at "own" $recipe "job" $job "needsEgress" true) }}
{{- end }}
{{- end -}}

{{- define "colophon.check.backup" -}}
{{- $backup := .Values.backup -}}
{{- if $backup.enabled }}
{{- $bucket := hasPrefix "s3://" $backup.to }}
{{- if and .Values.server.enabled (not .Values.server.persistence.enabled) }}
backup.enabled with server.persistence.enabled: false would back up what is lost with the pod; turn the one on or the other off
{{- end }}
{{- if not $backup.to }}
backup.to is missing; set it to s3://BUCKET/PREFIX/, or to /backup/ together with backup.existingClaim
{{- else if not (hasSuffix "/" $backup.to) }}
backup.to must end with a slash, as each backup is named by its time and a second one of the same name is refused; set it to {{ $backup.to }}/
{{- else if and (not $bucket) (not $backup.existingClaim) }}
backup.to is a path, but the job has no volume; set backup.existingClaim, or back up to s3://BUCKET/PREFIX/
{{- else if and (not $bucket) (or (not (hasPrefix "/backup/" $backup.to)) (contains ".." $backup.to)) }}
backup.to must be below /backup, where backup.existingClaim is mounted: {{ $backup.to }}
{{- else if and $bucket $backup.existingClaim }}
backup.existingClaim is of no use when backup.to is a bucket; leave it empty
{{- else if and $bucket (not $backup.s3.existingSecret) (not $backup.extraEnvFrom) (not $backup.extraEnv) }}
backup.s3.existingSecret is missing; make a Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and name it
{{- end }}
{{- if not $backup.token.existingSecret }}
backup.token.existingSecret is missing; a backup needs a token of scope admin: the administrator's own Secret, or one by `colophon token create --scope admin`
{{- end }}
{{- $job := include "colophon.job" (dict "root" . "own" $backup) | fromYaml }}
{{- include "colophon.check.job" (dict "root" . "at" "backup" "own" $backup "job" $job "needsEgress" $bucket) }}
{{- end }}
{{- end -}}

{{/* Secrets in plain values. */}}
{{- define "colophon.check.secrets" -}}
{{- $pods := dict "server" .Values.server "jobs" .Values.jobs "backup" .Values.backup }}
{{- range $name, $recipe := include "colophon.recipes" $ | fromYaml }}{{- $_ := set $pods (printf "recipes.%s" $name) $recipe }}{{- end }}
{{- range $at, $pod := $pods }}
{{- range splitList "\n" (include "colophon.literalVariables" (dict "pod" $pod) | trim) }}
{{- if . }}
{{ $at }}: the variable {{ . }} holds a secret in plain text; take it from a Secret with valueFrom.secretKeyRef, or the whole Secret with extraEnvFrom
{{- end }}
{{- end }}
{{- end }}
{{- range $index, $text := .Values.extraObjects }}
{{- $object := fromYaml (tpl $text $) }}
{{- if hasKey $object "Error" }}
extraObjects[{{ $index }}] is not YAML of one object: {{ $object.Error | replace "\n" " " }}
{{- else if and (eq (default "" $object.kind) "Secret") (or $object.data $object.stringData) }}
extraObjects[{{ $index }}] is a Secret with its contents in plain values; make it apart from the chart, or let an operator fetch it (ExternalSecret, SealedSecret)
{{- end }}
{{- end }}
{{- end -}}

{{/* Everything that is wrong, at once. */}}
{{- define "colophon.checks" -}}
{{- $problems := list -}}
{{- range $check := list "server" "exposure" "recipes" "backup" "secrets" -}}
{{- range splitList "\n" (include (printf "colophon.check.%s" $check) $) -}}
{{- with trim . }}{{- $problems = append $problems . }}{{- end -}}
{{- end -}}
{{- end -}}
{{- with $problems -}}
{{- fail (printf "\n\n  %s\n" (join "\n  " .)) -}}
{{- end -}}
{{- end -}}
