// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/connector_lookup.hpp"
#include "app/table.hpp"
#include "core/json_writer.hpp"
#include "core/yaml.hpp"

#include <array>
#include <iostream>

namespace colophon::app {
namespace {

constexpr std::array connectors_flags{
    Option{"json", Option::Type::boolean, "", "As JSON."},
    Option{"permissions", Option::Type::boolean, "",
           "What each asks of its source, as JSON: rights by feature, what is read, statements that mend."}};
constexpr std::array grants_flags{
    Option{"role", Option::Type::text, "", "The account's name; each connector has its own default."},
    Option{"database", Option::Type::list, "", "A database that it shall read; may be repeated."}};

std::string_view type_name(Option::Type type)
{
    switch (type) {
    case Option::Type::text:
        return "text";
    case Option::Type::integer:
        return "integer";
    case Option::Type::boolean:
        return "boolean";
    case Option::Type::duration:
        return "duration";
    case Option::Type::list:
        return "list";
    case Option::Type::secret:
        return "secret";
    case Option::Type::pattern:
        return "pattern";
    case Option::Type::choice:
        return "choice";
    case Option::Type::map:
        return "map";
    }
    return "text";
}

std::string_view standing_name(Option::Standing standing)
{
    switch (standing) {
    case Option::Standing::obeyed:
        return "";
    case Option::Standing::ineffective:
        return "no effect: ";
    case Option::Standing::refused:
        return "refused: ";
    }
    return "";
}

void print_json(std::span<const ConnectorSpec* const> specs)
{
    std::string text;
    JsonWriter out(text);
    out.begin_array();
    for (const auto* spec : specs) {
        out.begin_object()
            .member("name", spec->name)
            .member("summary", spec->summary)
            .key("options")
            .begin_array();
        for (const auto& option : spec->options) {
            out.begin_object().member("name", option.name).member("type", type_name(option.type));
            out.member("required", option.required).member("default", option.fallback);
            out.member("help", std::string(standing_name(option.standing)) + std::string(option.help))
                .end_object();
        }
        out.end_array().end_object();
    }
    out.end_array();
    std::cout << text << '\n';
}

/// What docs/permissions.json holds. The manifests were checked when the connector's tests read them.
void print_permissions(std::span<const ConnectorSpec* const> specs)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("version", 1).key("connectors").begin_array();
    for (const auto* spec : specs)
        if (!spec->permissions.empty())
            out.raw(value_or_throw(yaml_to_json(spec->permissions)));
    out.end_array().end_object();
    std::cout << text << '\n';
}

void describe(const ConnectorSpec& spec)
{
    std::cout << spec.name << ": " << spec.summary << "\n\n";
    for (const auto& option : spec.options) {
        std::cout << "  " << option.name << " (" << type_name(option.type);
        if (option.required)
            std::cout << ", required";
        else if (!option.fallback.empty())
            std::cout << ", " << option.fallback;
        std::cout << ")\n      " << standing_name(option.standing) << option.help << '\n';
    }
    std::cout << "\nIts account: colophon grants " << spec.name << '\n';
}

int run_connectors(const Arguments& arguments)
{
    const ConnectorSpec* one = arguments.words.empty() ? nullptr : &find_connector(arguments.words[0]);
    const auto specs = one == nullptr ? connectors() : std::span<const ConnectorSpec* const>(&one, 1);
    if (arguments.flags.boolean("permissions")) {
        print_permissions(specs);
    } else if (arguments.flags.boolean("json")) {
        print_json(specs);
    } else if (one != nullptr) {
        describe(*one);
    } else {
        Table table({"NAME", "READS"});
        for (const auto* spec : specs)
            table.add({std::string(spec->name), std::string(spec->summary)});
        table.print(std::cout);
    }
    return exit_ok;
}

int run_grants(const Arguments& arguments)
{
    const auto& spec = find_connector(arguments.words[0]);
    std::cout << spec.grants({arguments.flags.text("role"), arguments.flags.list("database")});
    return exit_ok;
}

} // namespace

const Command connectors_command{"connectors",
                                 "List the source systems that can be read, or describe one.",
                                 "[NAME]",
                                 0,
                                 1,
                                 connectors_flags,
                                 "colophon connectors postgres",
                                 run_connectors};
const Command grants_command{
    "grants",
    "Print the statements that make a connector's least-privilege account.",
    "CONNECTOR",
    1,
    1,
    grants_flags,
    "colophon grants postgres --role catalog_reader --database carsharing | psql -U postgres",
    run_grants};

} // namespace colophon::app
