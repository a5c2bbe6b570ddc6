// SPDX-License-Identifier: Apache-2.0
#include "corpus.hpp"

#include "random.hpp"
#include "vocabulary.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace colophon::search::bench {

namespace {

constexpr std::size_t domains = 60, owners = 5000, tags = 300, databases = 3, schemas = 20;
constexpr double korean_share = 0.1, described_columns = 0.3, domain_bias = 0.4;

constexpr auto platforms =
    std::to_array<const char*>({"postgres", "mysql", "snowflake", "bigquery", "kafka", "hive", "redshift",
                                "looker", "tableau", "s3", "airflow", "mongodb"});
constexpr auto types =
    std::to_array<const char*>({"dataset", "chart", "dashboard", "dataFlow", "dataJob", "mlModel"});
constexpr auto environments = std::to_array<const char*>({"PROD", "DEV", "STG"});
constexpr auto sub_types =
    std::to_array<const char*>({"Table", "View", "Topic", "Stream", "Materialized View"});

enum class Style { snake, camel, pascal, upper };

/// Words as one domain uses them: some are its own, most are everybody's.
class Writer {
public:
    Writer(Random& random, std::size_t domain, bool korean)
        : random_(random), domain_(domain), korean_(korean)
    {
    }

    std::size_t rank(std::size_t words)
    {
        if (!random_.chance(domain_bias))
            return random_.zipf(words);
        constexpr std::size_t own = 300;
        return (domain_ * 7919 + random_.zipf(own) * 104729) % words;
    }

    const std::string& latin() { return vocabulary().latin[rank(vocabulary().latin.size())]; }
    const std::string& korean() { return vocabulary().korean[rank(vocabulary().korean.size())]; }

    std::string identifier(Style style, std::size_t words)
    {
        std::string made;
        for (std::size_t i = 0; i < words; ++i)
            append(made, latin(), style);
        return made;
    }

    /// Compounds are written without spaces.
    std::string compound(std::size_t words)
    {
        std::string made;
        for (std::size_t i = 0; i < words; ++i)
            made += korean();
        return made;
    }

    std::string sentence(std::size_t words)
    {
        std::string made;
        for (std::size_t i = 0; i < words; ++i) {
            made += i == 0 ? "" : " ";
            made += korean_ && random_.chance(0.7) ? korean() : latin();
        }
        return made;
    }

    static void append(std::string& made, std::string_view word, Style style)
    {
        if (!made.empty() && (style == Style::snake || style == Style::upper))
            made += '_';
        const std::size_t at = made.size();
        made += word;
        const auto up = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
        if (style == Style::upper)
            std::transform(made.begin() + static_cast<std::ptrdiff_t>(at), made.end(),
                           made.begin() + static_cast<std::ptrdiff_t>(at), up);
        else if (style == Style::pascal || (style == Style::camel && at > 0))
            made[at] = up(made[at]);
    }

private:
    Random& random_;
    std::size_t domain_;
    bool korean_;
};

Style draw_style(Random& random)
{
    constexpr auto styles = std::to_array({Style::snake, Style::snake, Style::snake, Style::snake,
                                           Style::snake, Style::camel, Style::pascal, Style::upper});
    return styles[random.below(styles.size())];
}

/// Dates, versions and hashes, as people and jobs append them.
std::string draw_suffix(Random& random)
{
    std::array<char, 24> text{};
    const double kind = random.unit();
    constexpr std::size_t days = 28, months = 12, years = 12;
    if (kind < 0.08) {
        const std::size_t day = random.below(years * months * days);
        std::snprintf(text.data(), text.size(), "_%04zu%02zu%02zu", 2015 + day / (months * days),
                      1 + day / days % months, 1 + day % days);
    } else if (kind < 0.18)
        std::snprintf(text.data(), text.size(), "_v%zu", 1 + random.below(9));
    else if (kind < 0.22)
        std::snprintf(text.data(), text.size(), "_%08x", static_cast<unsigned>(random.next()));
    return text.data();
}

std::string draw_name(Random& random, Writer& writer, bool korean)
{
    // One draw a statement: the order within one is the compiler's.
    const std::string suffix = draw_suffix(random);
    const Style style = draw_style(random);
    if (korean)
        return writer.compound(1 + random.below(3)) + suffix;
    return writer.identifier(style, 1 + random.below(4)) + suffix;
}

/// Tables share most of the names of their columns: the words of the nth most frequent name.
std::string shared_column(std::size_t number, Style style)
{
    Random random(vocabulary().latin.size(), number);
    std::string made;
    for (std::size_t rest = 1 + random.below(3); rest > 0; --rest)
        Writer::append(made, vocabulary().latin[random.zipf(vocabulary().latin.size())], style);
    return made;
}

std::string draw_column(Random& random, Writer& writer, Style style, bool korean)
{
    constexpr std::size_t shared_names = 20000;
    constexpr double shared_share = 0.6;
    const std::size_t words = 1 + random.below(3);
    if (korean && random.chance(0.5))
        return writer.compound(std::min<std::size_t>(words, 2));
    if (random.chance(shared_share))
        return shared_column(random.zipf(shared_names), style);
    return writer.identifier(style, words);
}

void add_columns(SearchDocument& document, Random& random, Writer& writer, bool wide, bool korean)
{
    // 5 to 41 in the mean 17, and 20 to 125 in the mean 55: most have few.
    const double spread = random.unit();
    const double count = wide ? 20 + 105 * spread * spread : 5 + 36 * spread * spread;
    const Style style = draw_style(random);
    for (auto rest = static_cast<std::size_t>(count); rest > 0; --rest) {
        document.texts.push_back({Field::column, draw_column(random, writer, style, korean)});
        if (random.chance(described_columns))
            document.texts.push_back({Field::column_description, writer.sentence(2 + random.below(7))});
    }
}

void add_values(SearchDocument& document, Random& random, std::size_t domain, const std::string& database,
                const std::string& schema)
{
    const auto add = [&document](Facet facet, std::string value) {
        document.values.push_back({facet, std::move(value)});
    };
    add(Facet::type, document.type);
    add(Facet::platform, document.platform);
    add(Facet::env, document.env);
    add(Facet::sub_type, document.sub_type);
    add(Facet::container, "urn:li:container:" + database);
    add(Facet::container, "urn:li:container:" + schema);
    add(Facet::domain, "urn:li:domain:" + vocabulary().latin[domain]);
    for (std::size_t rest = 1 + random.below(2); rest > 0; --rest)
        add(Facet::owner, "owner" + std::to_string(random.zipf(owners)));
    for (std::size_t rest = random.below(6); rest > 0; --rest)
        add(Facet::tag, "tag" + std::to_string(random.zipf(tags)));
    add(Facet::has_description, document.description.empty() ? "false" : "true");
    std::sort(document.values.begin(), document.values.end(), [](const auto& a, const auto& b) {
        return a.facet != b.facet ? a.facet < b.facet : a.value < b.value;
    });
    document.values.erase(std::unique(document.values.begin(), document.values.end()), document.values.end());
}

} // namespace

SearchDocument Corpus::make(std::uint64_t number) const
{
    Random random(options_.seed, number);
    const std::size_t domain = random.zipf(domains);
    const bool korean = random.chance(korean_share);
    Writer writer(random, domain, korean);
    SearchDocument document;
    document.type = types[random.chance(0.8) ? 0 : random.below(types.size())];
    document.platform = platforms[random.zipf(platforms.size())];
    document.env = environments[random.chance(0.7) ? 0 : random.below(environments.size())];
    document.sub_type = sub_types[random.zipf(sub_types.size())];
    const std::string database = vocabulary().latin[domain * 3 + random.below(databases)];
    const std::string schema = database + "." + vocabulary().latin[domain * 31 + random.zipf(schemas) * 17];
    document.name = draw_name(random, writer, korean);
    document.qualified_name = schema + "." + document.name;
    document.urn = "urn:li:" + document.type + ":(urn:li:dataPlatform:" + document.platform + "," +
                   document.qualified_name + "." + std::to_string(number) + "," + document.env + ")";
    document.description = writer.sentence(random.chance(0.3) ? 0 : random.below(41));
    document.updated_ms = 1'700'000'000'000 + static_cast<std::int64_t>(random.below(60'000'000'000));
    document.usage = static_cast<std::uint32_t>(std::min(random.log_normal(2, 2), 1e8));
    document.downstream = static_cast<std::uint32_t>(std::min(random.log_normal(0, 1.2), 1e6));
    add_columns(document, random, writer, options_.wide, korean);
    add_values(document, random, domain, database, schema);
    return document;
}

} // namespace colophon::search::bench
