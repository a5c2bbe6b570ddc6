{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* Names and labels. A context here is a dict of root (the chart's context) and component. */}}

{{- define "colophon.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "colophon.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What never changes in the life of a release: selectors are immutable. */}}
{{- define "colophon.selectorLabels" -}}
app.kubernetes.io/name: {{ include "colophon.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Labels of an object: ours win over the operator's. Besides root and component a dict of labels, where it has its own. */}}
{{- define "colophon.labels" -}}
{{- $ours := include "colophon.selectorLabels" . | fromYaml -}}
{{- $_ := set $ours "app.kubernetes.io/version" .root.Chart.AppVersion -}}
{{- $_ := set $ours "app.kubernetes.io/part-of" "colophon" -}}
{{- $_ := set $ours "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $ours "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_") -}}
{{- toYaml (mustMerge $ours (deepCopy (default dict .labels)) (default dict .root.Values.commonLabels)) -}}
{{- end -}}

{{/* metadata of an object; besides what colophon.labels takes a dict of name, and of annotations where it has its own. */}}
{{- define "colophon.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "colophon.labels" . | nindent 2 }}
{{- with mustMerge (deepCopy (default dict .annotations)) (default dict .root.Values.commonAnnotations) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "colophon.image" -}}
{{- $image := .Values.image -}}
{{- $name := $image.repository -}}
{{- with $image.registry -}}{{- $name = printf "%s/%s" (trimSuffix "/" .) $name -}}{{- end -}}
{{- if $image.digest -}}{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}{{- printf "%s:%s" $name (default .Chart.AppVersion $image.tag) -}}{{- end -}}
{{- end -}}

{{- define "colophon.adminSecret" -}}
{{- default (printf "%s-admin" (include "colophon.fullname" .)) .Values.auth.existingSecret -}}
{{- end -}}

{{/* A service account's name: a dict of account (the values), and fallback. */}}
{{- define "colophon.serviceAccountName" -}}
{{- if .account.name -}}{{- .account.name -}}{{- else if .account.create -}}{{- .fallback -}}{{- else -}}default{{- end -}}
{{- end -}}

{{- define "colophon.scheme" -}}
{{- ternary "https" "http" (not (empty .Values.tls.existingSecret)) -}}
{{- end -}}

{{/* Where recipes and backups find the server. */}}
{{- define "colophon.catalogUrl" -}}
{{- $own := printf "%s://%s.%s.svc:%d" (include "colophon.scheme" .) (include "colophon.fullname" .) .Release.Namespace (int64 .Values.server.service.port) -}}
{{- default $own .Values.catalog.url -}}
{{- end -}}
