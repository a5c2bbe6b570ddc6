{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* Secrets that stand where everybody can read them: a recipe in a ConfigMap, a variable's value, a command line. */}}

{{- define "colophon.secretName" -}}
(?i)(password|passwd|passphrase|secret|token|private[_-]?key|api[_-]?key|access[_-]?key)$
{{- end -}}

{{/* The paths of literal secrets in a document, each on a line. A dict of at (the path so far) and value. A reference without a
     default, `${NAME}` or `${file:/path}`, is none; an address with a password in it is one whatever it is called. */}}
{{- define "colophon.literalSecrets" -}}
{{- $at := .at -}}
{{- $value := .value -}}
{{- if kindIs "map" $value -}}
{{- range $key, $member := $value -}}
{{- include "colophon.literalSecrets" (dict "at" (printf "%s.%s" $at $key) "value" $member) -}}
{{- end -}}
{{- else if kindIs "slice" $value -}}
{{- range $index, $member := $value -}}
{{- include "colophon.literalSecrets" (dict "at" (printf "%s[%d]" $at $index) "value" $member) -}}
{{- end -}}
{{- else if not (kindIs "bool" $value) -}}
{{- $text := toString (default "" $value) -}}
{{- $plain := regexReplaceAll "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-)?\\}|\\$\\{file:[^}]*\\}" $text "" -}}
{{- if and $plain (or (regexMatch (include "colophon.secretName" .) $at) (regexMatch "^[a-z0-9+.-]+://[^/@]*:[^/@]+@" $plain)) -}}
{{- printf "%s\n" $at -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The names of variables with a literal secret, of a pod's own containers and of those added. A dict of pod. */}}
{{- define "colophon.literalVariables" -}}
{{- $name := include "colophon.secretName" . -}}
{{- $variables := default list .pod.extraEnv -}}
{{- range concat (default list .pod.extraContainers) (default list .pod.initContainers) -}}
{{- $variables = concat $variables (default list .env) -}}
{{- end -}}
{{- range $variables -}}
{{- if and .value (or (regexMatch $name .name) (regexMatch "^[a-z0-9+.-]+://[^/@]*:[^/@]+@" (toString .value))) (not (regexMatch "^(\\$\\([A-Za-z0-9_]+\\))+$" (toString .value))) -}}
{{- printf "%s\n" .name -}}
{{- end -}}
{{- end -}}
{{- end -}}
