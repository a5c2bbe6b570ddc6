{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* Jobs: recipes and the backup. */}}

{{/* The recipes by name, as YAML. A later file of values takes one out with `NAME: null`. */}}
{{- define "colophon.recipes" -}}
{{- $recipes := dict -}}
{{- range $name, $recipe := .Values.recipes -}}
{{- if not (kindIs "invalid" $recipe) }}{{- $_ := set $recipes $name $recipe }}{{- end -}}
{{- end -}}
{{- toYaml $recipes -}}
{{- end -}}

{{/* What a recipe or the backup says, over what all jobs have. Each key replaces the common one as a whole, so that `false` and
     an empty list are said as they stand. As YAML: read it with fromYaml. */}}
{{- define "colophon.job" -}}
{{- $job := dict "args" list -}}
{{- range $key, $value := .root.Values.jobs }}{{- $_ := set $job $key $value }}{{- end -}}
{{- range $key, $value := .own }}{{- $_ := set $job $key $value }}{{- end -}}
{{- $_ := set $job "token" (mustMerge (default dict (deepCopy (default dict .own.token))) (dict "existingSecret" "" "key" "token")) -}}
{{- $account := dict "create" true "name" "" "annotations" dict -}}
{{- range $key, $value := default dict .own.serviceAccount }}{{- $_ := set $account $key $value }}{{- end -}}
{{- $_ := set $job "serviceAccount" $account -}}
{{- toYaml $job -}}
{{- end -}}

{{/* A CronJob's spec. A dict of root, component, labels, pod (the job's values), serviceAccountName, args, env, envFrom, mounts
     and volumes. The annotation keeps a failed run from painting an Argo CD application red. */}}
{{- define "colophon.cronJobSpec" -}}
{{- $job := .pod -}}
schedule: {{ $job.schedule | quote }}
timeZone: {{ $job.timeZone | quote }}
concurrencyPolicy: Forbid
suspend: {{ $job.suspend }}
startingDeadlineSeconds: {{ int64 $job.startingDeadlineSeconds }}
successfulJobsHistoryLimit: {{ int64 $job.successfulJobsHistoryLimit }}
failedJobsHistoryLimit: {{ int64 $job.failedJobsHistoryLimit }}
jobTemplate:
  metadata:
    labels:
      {{- include "colophon.labels" . | nindent 6 }}
  spec:
    backoffLimit: {{ int64 $job.backoffLimit }}
    activeDeadlineSeconds: {{ int64 $job.activeDeadlineSeconds }}
    ttlSecondsAfterFinished: {{ int64 $job.ttlSecondsAfterFinished }}
    podFailurePolicy:
      rules:
        # Wrong flags, no permission, a bad recipe, a person must look: the next try would end the same way.
        - action: FailJob
          onExitCodes:
            containerName: colophon
            operator: In
            values: [64, 77, 78, 80]
        # Try again, another run at work, interrupted with a checkpoint: no fault of this run. Not counted; tried again after 10 s,
        # 20 s, … 10 min, until activeDeadlineSeconds. The lease of a run whose node died is free after 45 s.
        - action: Ignore
          onExitCodes:
            containerName: colophon
            operator: In
            values: [75, 99, 130, 143]
        - action: Ignore
          onPodConditions:
            - type: DisruptionTarget
              status: "True"
    template:
      metadata:
        {{- include "colophon.podMetadata" . | nindent 8 }}
      spec:
        restartPolicy: Never
        terminationGracePeriodSeconds: 45
        {{- include "colophon.podSettings" . | nindent 8 }}
        {{- with $job.initContainers }}
        initContainers:
          {{- include "colophon.extraContainers" (dict "root" $.root "containers" .) | trim | nindent 10 }}
        {{- end }}
        containers:
          - name: colophon
            args:
              {{- toYaml (concat .args (default list $job.args)) | nindent 14 }}
            {{- include "colophon.containerSettings" . | nindent 12 }}
            volumeMounts:
              - name: tmp
                mountPath: /tmp
              {{- with concat .mounts (default list $job.extraVolumeMounts) }}
              {{- toYaml . | nindent 14 }}
              {{- end }}
          {{- with $job.extraContainers }}
          {{- include "colophon.extraContainers" (dict "root" $.root "containers" .) | trim | nindent 10 }}
          {{- end }}
        volumes:
          {{- include "colophon.tmpVolume" . | nindent 10 }}
          {{- with concat .volumes (default list $job.extraVolumes) }}
          {{- toYaml . | nindent 10 }}
          {{- end }}
{{- end -}}

{{/* The catalog's authority as a volume and its mount, and the variables by which our commands find the catalog. */}}
{{- define "colophon.catalogEnv" -}}
- name: COLOPHON_SERVER
  value: {{ include "colophon.catalogUrl" .root | quote }}
{{- with .pod.token }}
{{- if .existingSecret }}
- name: COLOPHON_TOKEN
  valueFrom:
    secretKeyRef:
      name: {{ .existingSecret }}
      key: {{ .key }}
{{- end }}
{{- end }}
{{- if .root.Values.catalog.caSecret.name }}
- name: COLOPHON_CA_FILE
  value: /etc/colophon/ca/ca.crt
{{- end }}
{{- end -}}

{{- define "colophon.catalogMounts" -}}
{{- if .Values.catalog.caSecret.name }}
- name: catalog-ca
  mountPath: /etc/colophon/ca
  readOnly: true
{{- end }}
{{- end -}}

{{- define "colophon.catalogVolumes" -}}
{{- with .Values.catalog.caSecret }}
{{- if .name }}
- name: catalog-ca
  secret:
    secretName: {{ .name }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: ca.crt
{{- end }}
{{- end }}
{{- end -}}
