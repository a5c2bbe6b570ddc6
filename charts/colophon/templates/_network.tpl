{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{- define "colophon.dnsEgress" -}}
- ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
  {{- with .Values.networkPolicy.dnsTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Jobs reach DNS, the catalog, and what their egress names. Nobody reaches them: there is no ingress rule. A dict of root, component, name, labels, pod. */}}
{{- define "colophon.jobNetworkPolicy" -}}
{{- $root := .root -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "colophon.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "colophon.selectorLabels" . | nindent 6 }}
      {{- with .labels }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "colophon.dnsEgress" $root | nindent 4 }}
    - to:
        {{- if $root.Values.catalog.peers }}
        {{- toYaml $root.Values.catalog.peers | nindent 8 }}
        {{- else if $root.Values.server.enabled }}
        - podSelector:
            matchLabels:
              {{- include "colophon.selectorLabels" (dict "root" $root "component" "server") | nindent 14 }}
        {{- else }}
        - namespaceSelector: {}
          podSelector:
            matchLabels:
              app.kubernetes.io/name: colophon
              app.kubernetes.io/component: server
        {{- end }}
      ports:
        - {protocol: TCP, port: {{ int64 $root.Values.catalog.port }}}
    {{- if $root.Values.networkPolicy.gkeMetadataServer }}
    - to:
        - ipBlock: {cidr: 169.254.169.254/32}
        - ipBlock: {cidr: 169.254.169.252/32}
      ports:
        - {protocol: TCP, port: 80}
        - {protocol: TCP, port: 988}
    {{- end }}
    {{- with .pod.egress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
