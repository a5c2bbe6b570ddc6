// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <array>

namespace colophon::mysql {
namespace {

using Type = Option::Type;
using Standing = Option::Standing;

constexpr Option obeyed(std::string_view name, Type type, std::string_view fallback, std::string_view help,
                        std::string_view choices = {})
{
    return {name, type, fallback, help, false, choices, Standing::obeyed};
}

constexpr Option ineffective(std::string_view name, std::string_view reason)
{
    return {name, Type::text, {}, reason, false, {}, Standing::ineffective};
}

constexpr Option refused(std::string_view name, std::string_view reason)
{
    return {name, Type::boolean, "false", reason, false, {}, Standing::refused};
}

constexpr std::string_view no_profiling = "it belongs to profiling, which reads rows";
constexpr std::string_view no_classification = "it belongs to classification, which reads rows";
constexpr std::string_view no_queries = "statements of other users are not read";
constexpr std::string_view no_engine = "it tunes a library that is not used here";
constexpr std::string_view no_session = "the session's settings are fixed, so that it stays harmless";

constexpr std::array rows{
    // What to read
    obeyed("host_port", Type::text, "localhost:3306",
           "where the server listens, `host:port`; a path takes its socket"),
    obeyed("username", Type::text, {}, "the account, made by `colophon grants mysql`"),
    obeyed("password", Type::secret, {}, "its password"),
    obeyed("database", Type::text, {},
           "the one database to read; all that `database_pattern` allows if unset"),
    obeyed("sqlalchemy_uri", Type::secret, {},
           "`mysql://user:password@host:port/database`, in place of the four above"),
    obeyed("database_pattern", Type::pattern, {}, "which databases; the server's own are never read"),
    obeyed("schema_pattern", Type::pattern, {}, "DataHub's old name of `database_pattern`"),
    obeyed("table_pattern", Type::pattern, {}, "which tables, by `database.table`"),
    obeyed("view_pattern", Type::pattern, {},
           "which views, by `database.view`; `table_pattern` if not given"),
    obeyed("procedure_pattern", Type::pattern, {}, "which routines, by `database.routine`"),
    obeyed("include_tables", Type::boolean, "true", "read tables and sequences"),
    obeyed("include_views", Type::boolean, "true", "read views"),
    obeyed("include_view_lineage", Type::boolean, "true", "say which tables a view reads"),
    obeyed("include_stored_procedures", Type::boolean, "true", "read procedures and functions"),
    obeyed(
        "mask_literals", Type::boolean, "false",
        "put `?` in place of values in texts of views, triggers and routines, defaults, expressions and the "
        "labels of enums (ours)"),
    // How it is named
    obeyed("platform_instance", Type::text, {}, "part of every name, where several servers hold equal ones"),
    obeyed("env", Type::text, "PROD", "DataHub's fabric: PROD, DEV, TEST, …"),
    obeyed("convert_urns_to_lowercase", Type::boolean, "false", "small letters in the URNs of data sets"),
    // How to connect; DataHub's place for these is below options.connect_args, as PyMySQL has them
    obeyed("sslmode", Type::choice, "prefer", "how much TLS protects (ours)",
           "prefer|disable|require|verify-full"),
    obeyed("sslrootcert", Type::text, {}, "file of the authorities to trust (ours); makes it `verify-full`"),
    obeyed("sslcert", Type::text, {}, "file of the client's certificate (ours)"),
    obeyed("sslkey", Type::text, {}, "file of the client's key (ours)"),
    obeyed("options.connect_args.unix_socket", Type::text, {}, "the server's socket"),
    obeyed("options.connect_args.connect_timeout", Type::integer, "10", "seconds to wait for an answer"),
    obeyed("options.connect_args.read_timeout", Type::integer, "90",
           "seconds to wait for a piece of an answer"),
    obeyed("options.connect_args.ssl_ca", Type::text, {}, "file of the authorities to trust"),
    obeyed("options.connect_args.ssl_cert", Type::text, {}, "file of the client's certificate"),
    obeyed("options.connect_args.ssl_key", Type::text, {}, "file of the client's key"),
    obeyed("options.connect_args.ssl_key_password", Type::secret, {}, "the key's passphrase"),
    obeyed("options.connect_args.ssl_disabled", Type::boolean, "false", "no TLS"),
    obeyed("options.connect_args.ssl_verify_cert", Type::boolean, "false",
           "check the server's certificate and the name in it"),
    obeyed("options.connect_args.ssl_verify_identity", Type::boolean, "false", "likewise"),
    obeyed("options.connect_args.ssl.ca", Type::text, {}, "file of the authorities to trust"),
    obeyed("options.connect_args.ssl.capath", Type::text, {}, "directory of the authorities to trust"),
    obeyed("options.connect_args.ssl.cert", Type::text, {}, "file of the client's certificate"),
    obeyed("options.connect_args.ssl.key", Type::text, {}, "file of the client's key"),
    obeyed("options.connect_args.ssl.password", Type::secret, {}, "the key's passphrase"),
    obeyed("options.connect_args.ssl.cipher", Type::text, {}, "the ciphers to allow"),
    // Would read rows or other users' statements
    refused("profiling.enabled", "it reads rows, which the account cannot and should not"),
    refused("classification.enabled", "it reads rows, which the account cannot and should not"),
    refused("include_usage_statistics", "it reads the statements of other users, which hold values"),
    Option{"auth_mode", Type::choice, "PASSWORD", "only passwords and certificates are supported", false,
           "PASSWORD|AWS_IAM", Standing::refused},
    Option{"options.connect_args.local_infile",
           Type::boolean,
           "false",
           "a server could ask for files of this machine",
           false,
           {},
           Standing::refused},
    // Known to DataHub, without effect here
    ineffective("scheme", "there is one driver"),
    ineffective("database_alias", "DataHub removed it; use platform_instance"),
    ineffective("stateful_ingestion", "what disappears is followed by the pipeline, not by the source"),
    ineffective("incremental_lineage", "lineage of a view is always stated whole"),
    ineffective("include_view_column_lineage", "lineage is stated by table"),
    ineffective("include_table_location_lineage", "the server has no location of a table to tell"),
    ineffective("use_file_backed_cache", "nothing is cached"),
    ineffective("domain", "set domains in the catalog or with a transformer"),
    ineffective("aws_config", "only passwords and certificates are supported"),
    ineffective("usage_source", no_queries),
    ineffective("usage.bucket_duration", no_queries),
    ineffective("usage.start_time", no_queries),
    ineffective("usage.end_time", no_queries),
    ineffective("usage.queries_character_limit", no_queries),
    ineffective("usage.top_n_queries", no_queries),
    ineffective("usage.user_email_pattern", no_queries),
    ineffective("usage.include_operational_stats", no_queries),
    ineffective("usage.include_read_operational_stats", no_queries),
    ineffective("usage.format_sql_queries", no_queries),
    ineffective("usage.include_top_n_queries", no_queries),
    ineffective("email_domain", no_queries),
    ineffective("profile_pattern", no_profiling),
    ineffective("profiling.operation_config", no_profiling),
    ineffective("profiling.limit", no_profiling),
    ineffective("profiling.offset", no_profiling),
    ineffective("profiling.profile_table_level_only", no_profiling),
    ineffective("profiling.include_field_null_count", no_profiling),
    ineffective("profiling.include_field_distinct_count", no_profiling),
    ineffective("profiling.include_field_min_value", no_profiling),
    ineffective("profiling.include_field_max_value", no_profiling),
    ineffective("profiling.include_field_mean_value", no_profiling),
    ineffective("profiling.include_field_median_value", no_profiling),
    ineffective("profiling.include_field_stddev_value", no_profiling),
    ineffective("profiling.include_field_quantiles", no_profiling),
    ineffective("profiling.include_field_distinct_value_frequencies", no_profiling),
    ineffective("profiling.include_field_histogram", no_profiling),
    ineffective("profiling.include_field_sample_values", no_profiling),
    ineffective("profiling.max_workers", no_profiling),
    ineffective("profiling.report_dropped_profiles", no_profiling),
    ineffective("profiling.turn_off_expensive_profiling_metrics", no_profiling),
    ineffective("profiling.field_sample_values_limit", no_profiling),
    ineffective("profiling.max_number_of_fields_to_profile", no_profiling),
    ineffective("profiling.profile_if_updated_since_days", no_profiling),
    ineffective("profiling.profile_table_size_limit", no_profiling),
    ineffective("profiling.profile_table_row_limit", no_profiling),
    ineffective("profiling.profile_table_row_count_estimate_only", no_profiling),
    ineffective("profiling.query_combiner_enabled", no_profiling),
    ineffective("profiling.query_combiner_flatten_enabled", no_profiling),
    ineffective("profiling.max_queries_to_combine", no_profiling),
    ineffective("profiling.max_distinct_per_statement", no_profiling),
    ineffective("profiling.catch_exceptions", no_profiling),
    ineffective("profiling.profiling_isolation_level", no_profiling),
    ineffective("profiling.query_timeout_seconds", no_profiling),
    ineffective("profiling.partition_profiling_enabled", no_profiling),
    ineffective("profiling.partition_datetime", no_profiling),
    ineffective("profiling.use_sampling", no_profiling),
    ineffective("profiling.sample_size", no_profiling),
    ineffective("profiling.profile_external_tables", no_profiling),
    ineffective("profiling.tags_to_ignore_sampling", no_profiling),
    ineffective("profiling.profile_nested_fields", no_profiling),
    ineffective("profiling.nested_field_max_depth", no_profiling),
    ineffective("classification.sample_size", no_classification),
    ineffective("classification.max_workers", no_classification),
    ineffective("classification.table_pattern", no_classification),
    ineffective("classification.column_pattern", no_classification),
    ineffective("classification.info_type_to_term", no_classification),
    ineffective("classification.classifiers", no_classification),
    ineffective("options.pool_size", no_engine),
    ineffective("options.max_overflow", no_engine),
    ineffective("options.pool_pre_ping", no_engine),
    ineffective("options.pool_recycle", no_engine),
    ineffective("options.pool_timeout", no_engine),
    ineffective("options.pool_use_lifo", no_engine),
    ineffective("options.poolclass", no_engine),
    ineffective("options.echo", no_engine),
    ineffective("options.echo_pool", no_engine),
    ineffective("options.future", no_engine),
    ineffective("options.isolation_level", no_session),
    ineffective("options.execution_options", no_engine),
    ineffective("options.connect_args.charset", no_session),
    ineffective("options.connect_args.collation", no_session),
    ineffective("options.connect_args.sql_mode", no_session),
    ineffective("options.connect_args.init_command", no_session),
    ineffective("options.connect_args.autocommit", no_session),
    ineffective("options.connect_args.write_timeout", no_session),
    ineffective("options.connect_args.max_allowed_packet", no_session),
    ineffective("options.connect_args.program_name", no_session),
    ineffective("options.connect_args.bind_address", no_engine),
    ineffective("options.connect_args.client_flag", no_engine),
    ineffective("options.connect_args.use_unicode", no_engine),
    ineffective("options.connect_args.defer_connect", no_engine),
    ineffective("options.connect_args.auth_plugin_map", no_engine),
    ineffective("options.connect_args.binary_prefix", no_engine),
    ineffective("options.connect_args.compress", no_engine),
    ineffective("options.connect_args.named_pipe", no_engine),
    ineffective("options.connect_args.conv", no_engine),
    ineffective("options.connect_args.cursorclass", no_engine),
    ineffective("options.connect_args.server_public_key", "the server's key is asked for"),
    ineffective("options.connect_args.read_default_file", "option files are not read"),
    ineffective("options.connect_args.read_default_group", "option files are not read"),
    ineffective("options.connect_args.ssl.check_hostname",
                "a certificate is checked with its name or not at all: see sslmode"),
    ineffective("options.connect_args.ssl.verify_mode",
                "a certificate is checked with its name or not at all: see sslmode"),
};

} // namespace

std::span<const Option> options()
{
    return rows;
}

} // namespace colophon::mysql
