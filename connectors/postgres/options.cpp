// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace colophon::postgres {
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
constexpr std::string_view no_routines = "routines are not read";
constexpr std::string_view no_session = "the session's settings are fixed, so that it stays harmless";

constexpr std::array rows{
    // What to read
    obeyed("host_port", Type::text, "localhost:5432",
           "where the server listens, `host:port`; a directory takes its socket"),
    obeyed("username", Type::text, {}, "the account, made by `colophon grants postgres`"),
    obeyed("password", Type::secret, {}, "its password"),
    obeyed("database", Type::text, {},
           "the one database to read; all that `database_pattern` allows if unset"),
    obeyed("initial_database", Type::text, "postgres",
           "where to ask for the list of databases, if `database` is not set"),
    obeyed("sqlalchemy_uri", Type::secret, {},
           "`postgresql://user:password@host:port/database`, in place of the five above"),
    obeyed("database_pattern", Type::pattern, {},
           "which databases; not asked where `database` or `sqlalchemy_uri` names one"),
    obeyed("schema_pattern", Type::pattern, {},
           "which schemas, by their name alone; the system's own are never read"),
    obeyed("table_pattern", Type::pattern, {}, "which tables, by `database.schema.table`"),
    obeyed("view_pattern", Type::pattern, {},
           "which views, by `database.schema.view`; `table_pattern` if not given"),
    obeyed("include_tables", Type::boolean, "true", "read tables and foreign tables"),
    obeyed("include_views", Type::boolean, "true", "read views and materialized views"),
    obeyed("include_view_lineage", Type::boolean, "true", "say which tables a view reads"),
    obeyed("include_partitions", Type::boolean, "false",
           "make a data set of every partition (ours); else a partitioned table is one"),
    obeyed("mask_literals", Type::boolean, "false",
           "put `?` in place of values in view texts, defaults and expressions (ours)"),
    // How it is named
    obeyed("platform_instance", Type::text, {}, "part of every name, where several servers hold equal ones"),
    obeyed("env", Type::text, "PROD", "DataHub's fabric: PROD, DEV, TEST, …"),
    obeyed("convert_urns_to_lowercase", Type::boolean, "false", "small letters in the URNs of data sets"),
    // How to connect, as libpq has it; DataHub's place for these is below options.connect_args
    obeyed("sslmode", Type::choice, "prefer", "how much TLS protects (ours: short for the one below)",
           "prefer|disable|allow|require|verify-ca|verify-full"),
    obeyed("sslrootcert", Type::text, {}, "file of the authorities to trust (ours, likewise)"),
    obeyed("sslcert", Type::text, {}, "file of the client's certificate (ours, likewise)"),
    obeyed("sslkey", Type::text, {}, "file of the client's key (ours, likewise)"),
    obeyed("options.connect_args.sslmode", Type::choice, "prefer", "how much TLS protects",
           "prefer|disable|allow|require|verify-ca|verify-full"),
    obeyed("options.connect_args.sslrootcert", Type::text, {}, "file of the authorities to trust"),
    obeyed("options.connect_args.sslcert", Type::text, {}, "file of the client's certificate"),
    obeyed("options.connect_args.sslkey", Type::text, {}, "file of the client's key"),
    obeyed("options.connect_args.sslpassword", Type::secret, {}, "the key's passphrase"),
    obeyed("options.connect_args.sslcrl", Type::text, {}, "file of revoked certificates"),
    obeyed("options.connect_args.channel_binding", Type::choice, "prefer",
           "bind the login to the TLS channel", "prefer|disable|require"),
    obeyed("options.connect_args.gssencmode", Type::choice, "prefer", "GSSAPI encryption",
           "prefer|disable|require"),
    obeyed("options.connect_args.krbsrvname", Type::text, {}, "Kerberos service name"),
    obeyed("options.connect_args.target_session_attrs", Type::text, {},
           "which of several hosts to take, as in `prefer-standby`"),
    obeyed("options.connect_args.connect_timeout", Type::integer, "10", "seconds to wait for an answer"),
    // Would read rows or other users' statements
    refused("profiling.enabled", "it reads rows, which the account cannot and should not"),
    refused("classification.enabled", "it reads rows, which the account cannot and should not"),
    refused("include_query_lineage", "it reads the statements of other users, which hold values"),
    refused("include_usage_statistics", "it reads the statements of other users, which hold values"),
    Option{"auth_mode", Type::choice, "PASSWORD", "only passwords and certificates are supported", false,
           "PASSWORD|AWS_IAM", Standing::refused},
    // Known to DataHub, without effect here
    ineffective("scheme", "there is one driver"),
    ineffective("database_alias", "DataHub removed it; use platform_instance"),
    ineffective("stateful_ingestion", "what disappears is followed by the pipeline, not by the source"),
    ineffective("incremental_lineage", "lineage of a view is always stated whole"),
    ineffective("include_view_column_lineage", "lineage is stated by table"),
    ineffective("include_table_location_lineage", "PostgreSQL has no location of a table to tell"),
    ineffective("use_file_backed_cache", "nothing is cached"),
    ineffective("domain", "set domains in the catalog or with a transformer"),
    ineffective("aws_config", "only passwords and certificates are supported"),
    ineffective("include_stored_procedures", no_routines),
    ineffective("procedure_pattern", no_routines),
    ineffective("max_queries_to_extract", no_queries),
    ineffective("min_query_calls", no_queries),
    ineffective("query_exclude_patterns", no_queries),
    ineffective("bucket_duration", no_queries),
    ineffective("start_time", no_queries),
    ineffective("end_time", no_queries),
    ineffective("queries_character_limit", no_queries),
    ineffective("top_n_queries", no_queries),
    ineffective("user_email_pattern", no_queries),
    ineffective("include_operational_stats", no_queries),
    ineffective("include_read_operational_stats", no_queries),
    ineffective("format_sql_queries", no_queries),
    ineffective("include_top_n_queries", no_queries),
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
    ineffective("options.client_encoding", no_session),
    ineffective("options.connect_args.application_name", no_session),
    ineffective("options.connect_args.options", no_session),
    ineffective("options.connect_args.client_encoding", no_session),
    ineffective("options.connect_args.keepalives", no_session),
    ineffective("options.connect_args.keepalives_idle", no_session),
    ineffective("options.connect_args.keepalives_interval", no_session),
    ineffective("options.connect_args.keepalives_count", no_session),
};

constexpr std::string_view connect_args = "options.connect_args.";

/// What the fabric may be called, as DataHub's model has it.
constexpr std::array<std::string_view, 17> fabrics{"DEV", "TEST",     "QA",   "UAT",     "EI",  "PRE",
                                                   "STG", "NON_PROD", "PROD", "CORP",    "RVW", "PRD",
                                                   "TST", "SIT",      "SBX",  "SANDBOX", "CERT"};

std::string fabric(const Settings& settings)
{
    std::string env = settings.text("env");
    std::transform(env.begin(), env.end(), env.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (std::find(fabrics.begin(), fabrics.end(), env) == fabrics.end())
        throw Error(Errc::invalid_argument,
                    "env must be a fabric of DataHub's, as in PROD, DEV, TEST: " + env, "env");
    return env;
}

/// `host:port`, `[::1]:port`, or a directory with `:port` behind it.
void add_host(ConnectionParameters& parameters, const std::string& host_port)
{
    std::string host = host_port;
    std::string port;
    const std::size_t colon = host_port.rfind(':');
    const bool has_port = colon != std::string::npos && colon + 1 < host_port.size() &&
                          host_port.find_first_not_of("0123456789", colon + 1) == std::string::npos;
    if (has_port) {
        host = host_port.substr(0, colon);
        port = host_port.substr(colon + 1);
    }
    if (host.size() > 1 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    if (host.empty())
        throw Error(Errc::invalid_argument, "host_port must be as in db.example.com:5432: " + host_port,
                    "host_port");
    parameters.emplace_back("host", host);
    if (!port.empty())
        parameters.emplace_back("port", port);
}

ConnectionParameters connection_of(const Settings& settings)
{
    ConnectionParameters parameters;
    if (settings.given("sqlalchemy_uri")) {
        parameters = parse_uri(settings.secret("sqlalchemy_uri").reveal());
        for (const auto& [name, value] : parameters)
            if (name == "password" || name == "sslpassword")
                const Secret remembered{value};
    } else {
        add_host(parameters, settings.text("host_port"));
        if (settings.given("username"))
            parameters.emplace_back("user", settings.text("username"));
        if (settings.given("password"))
            parameters.emplace_back("password", settings.secret("password").reveal());
    }
    for (const char* name : {"sslmode", "sslrootcert", "sslcert", "sslkey"})
        if (settings.given(name))
            parameters.emplace_back(name, settings.text(name));
    for (const Option& option : options()) {
        if (option.standing != Standing::obeyed || !option.name.starts_with(connect_args) ||
            !settings.given(option.name))
            continue;
        const std::string name(option.name.substr(connect_args.size()));
        parameters.emplace_back(name, option.type == Type::secret ? settings.secret(option.name).reveal()
                                      : option.type == Type::integer
                                          ? std::to_string(settings.integer(option.name))
                                          : settings.text(option.name));
    }
    parameters.insert(parameters.end(), {{"application_name", "colophon/" COLOPHON_VERSION},
                                         {"client_encoding", "UTF8"},
                                         {"keepalives_idle", "30"},
                                         {"keepalives_interval", "10"},
                                         {"keepalives_count", "3"}});
    return parameters;
}

std::string database_of(const Settings& settings, const ConnectionParameters& parameters)
{
    if (!settings.given("sqlalchemy_uri"))
        return settings.text("database");
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [](const auto& parameter) { return parameter.first == "dbname"; });
    if (found == parameters.end())
        throw Error(Errc::invalid_argument, "sqlalchemy_uri must name a database", "sqlalchemy_uri");
    return found->second;
}

} // namespace

std::span<const Option> options()
{
    return rows;
}

Request read_request(const Settings& settings)
{
    Request request;
    request.connection = connection_of(settings);
    request.database = database_of(settings, request.connection);
    request.initial_database = settings.text("initial_database");
    request.databases = settings.pattern("database_pattern");
    request.schemas = settings.pattern("schema_pattern");
    request.tables = settings.pattern("table_pattern");
    request.views = settings.pattern(settings.given("view_pattern") ? "view_pattern" : "table_pattern");
    request.include_tables = settings.boolean("include_tables");
    request.include_views = settings.boolean("include_views");
    request.source.platform = "postgres";
    request.source.instance = settings.text("platform_instance");
    request.source.env = fabric(settings);
    request.source.lowercase_urns = settings.boolean("convert_urns_to_lowercase");
    request.source.observed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                                     std::chrono::system_clock::now().time_since_epoch())
                                     .count();
    request.mapping.partitions = settings.boolean("include_partitions");
    request.mapping.view_lineage = settings.boolean("include_view_lineage");
    request.mapping.mask_literals = settings.boolean("mask_literals");
    return request;
}

} // namespace colophon::postgres
