// SPDX-License-Identifier: Apache-2.0
#include "search/relevance/judgements.hpp"

#include "search/relevance/text_file.hpp"

#include <algorithm>
#include <cmath>

namespace colophon::search {

namespace {

constexpr int best_grade = 3;
constexpr std::size_t depth = 10;

Judgement read_judgement(const FileLine& line, const std::string& kind, const Company& company)
{
    const std::size_t bar = line.text.find(" | ");
    if (bar == std::string::npos)
        refuse(line, "expected `query | best > good > useful`");
    Judgement judgement{kind, std::string(trimmed(line.text.substr(0, bar))), {}};
    int grade = best_grade;
    for (const std::string& group : split(line.text.substr(bar + 3), '>')) {
        if (grade < 1)
            refuse(line, "more than three grades");
        for (const std::string& key : split(group, ',')) {
            const auto urn = company.urns.find(key);
            if (urn == company.urns.end())
                refuse(line, "the company has no such thing: " + key);
            if (!judgement.grades.emplace(urn->second, grade).second)
                refuse(line, "judged twice: " + key);
        }
        --grade;
    }
    return judgement;
}

double gain(int grade, std::size_t rank)
{
    return (std::exp2(grade) - 1) / std::log2(static_cast<double>(rank) + 2);
}

} // namespace

std::vector<Judgement> read_judgements(const std::filesystem::path& file, const Company& company)
{
    std::vector<Judgement> judgements;
    std::string kind;
    for (const FileLine& line : read_lines(file))
        if (line.text.front() == '=')
            kind = trimmed(line.text.substr(1));
        else
            judgements.push_back(read_judgement(line, kind, company));
    return judgements;
}

Quality quality_of(const Judgement& judgement, std::span<const std::string> urns)
{
    Quality quality;
    double found = 0;
    for (std::size_t rank = 0; rank < std::min(urns.size(), depth); ++rank) {
        const auto grade = judgement.grades.find(urns[rank]);
        if (grade == judgement.grades.end())
            continue;
        found += gain(grade->second, rank);
        if (grade->second == best_grade && quality.reciprocal_rank == 0)
            quality.reciprocal_rank = 1 / (static_cast<double>(rank) + 1);
    }
    std::vector<int> grades;
    for (const auto& [urn, grade] : judgement.grades)
        grades.push_back(grade);
    std::ranges::sort(grades, std::greater<>());
    double ideal = 0;
    for (std::size_t rank = 0; rank < std::min(grades.size(), depth); ++rank)
        ideal += gain(grades[rank], rank);
    quality.ndcg = found / ideal;
    return quality;
}

} // namespace colophon::search
