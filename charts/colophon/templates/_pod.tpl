{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* What all our pods have in common. A context is a dict of root, and of pod: the values of this kind of pod. */}}

{{- define "colophon.podSecurityContext" -}}
{{- $ids := .Values.podSecurity -}}
runAsNonRoot: true
{{- range $key := list "runAsUser" "runAsGroup" "fsGroup" }}
{{- if not (kindIs "invalid" (dig $key nil $ids)) }}
{{ $key }}: {{ int64 (get $ids $key) }}
{{- end }}
{{- end }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "colophon.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Labels of a pod: those that objects have, and the operator's; the selector's cannot be replaced. */}}
{{- define "colophon.podMetadata" -}}
{{- $labels := include "colophon.selectorLabels" . | fromYaml -}}
{{- with .labels }}{{- $labels = mustMerge $labels . }}{{- end -}}
labels:
  {{- toYaml (mustMerge $labels (deepCopy (default dict .pod.podLabels)) (default dict .root.Values.commonLabels)) | nindent 2 }}
{{- with mustMerge (deepCopy (default dict .pod.podAnnotations)) (default dict .root.Values.commonAnnotations) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Where a pod runs, and as whom; besides a dict of serviceAccountName. */}}
{{- define "colophon.podSettings" -}}
serviceAccountName: {{ .serviceAccountName }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "colophon.podSecurityContext" .root | nindent 2 }}
{{- range $key := list "priorityClassName" "runtimeClassName" "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints" }}
{{- with get $.pod $key }}
{{ $key }}:
{{- if kindIs "string" . }} {{ . }}{{ else }}
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Containers that the operator adds: as restricted as ours where they do not say themselves. A dict of root and containers. */}}
{{- define "colophon.extraContainers" -}}
{{- $restricted := include "colophon.securityContext" .root | fromYaml -}}
{{- range .containers }}
- {{ toYaml (mustMerge (deepCopy .) (dict "securityContext" $restricted)) | nindent 2 | trim }}
{{- end }}
{{- end -}}

{{/* env, envFrom and resources of our container; besides a dict of env, a list of our own variables. */}}
{{- define "colophon.containerSettings" -}}
image: {{ include "colophon.image" .root | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  {{- include "colophon.securityContext" .root | nindent 2 }}
{{- with concat (default list .env) (default list .pod.extraEnv) }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with concat (default list .envFrom) (default list .pod.extraEnvFrom) }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
resources:
  {{- toYaml .pod.resources | nindent 2 }}
terminationMessagePolicy: FallbackToLogsOnError
{{- end -}}

{{- define "colophon.tmpVolume" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .pod.tmpSizeLimit }}
{{- end -}}
