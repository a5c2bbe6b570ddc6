// SPDX-License-Identifier: Apache-2.0
#include "view_sources.hpp"

#include "sql_tokens.hpp"

#include <algorithm>
#include <optional>

namespace colophon::mysql {
namespace {

/// What stands between two parentheses, and the statement itself.
struct Frame {
    bool query = false;  ///< holds a SELECT: FROM names tables here, and not in `trim(both ' ' from x)`
    bool tables = false; ///< is, or has reached, a list of tables: JOIN and `,` name further ones
    bool expects_table = false;
};

/// Follows the text token by token and collects the qualified names that stand where a table stands.
class SourceCollector {
public:
    std::vector<QualifiedName> collect(std::string_view definition)
    {
        SqlTokens tokens(definition);
        for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::end; token = tokens.next())
            if (token.kind != SqlToken::Kind::comment)
                take(token);
        finish_name();
        std::sort(sources_.begin(), sources_.end());
        sources_.erase(std::unique(sources_.begin(), sources_.end()), sources_.end());
        return std::move(sources_);
    }

private:
    Frame& frame() { return frames_.back(); }

    void take(const SqlToken& token)
    {
        if (continue_name(token))
            return;
        finish_name();
        if (token.kind == SqlToken::Kind::identifier) {
            if (frame().expects_table)
                name_ = {unquoted(token.raw)};
            frame().expects_table = false;
        } else if (token.kind == SqlToken::Kind::word)
            take_word(token);
        else if (token.kind == SqlToken::Kind::symbol)
            take_symbol(token);
    }

    /// `database`.`table`: the point and the second half.
    bool continue_name(const SqlToken& token)
    {
        if (name_.empty())
            return false;
        if (!after_point_ && token.is('.')) {
            after_point_ = true;
            return true;
        }
        if (!after_point_ || token.kind != SqlToken::Kind::identifier)
            return false;
        name_.push_back(unquoted(token.raw));
        after_point_ = false;
        return true;
    }

    void finish_name()
    {
        if (name_.size() == 2)
            sources_.push_back({std::move(name_[0]), std::move(name_[1])});
        name_.clear();
        after_point_ = false;
    }

    void take_word(const SqlToken& token)
    {
        if (token.is("select"))
            frame() = Frame{true, false, false};
        else if (token.is("from") && frame().query)
            frame().tables = frame().expects_table = true;
        else if ((token.is("join") || token.is("straight_join")) && frame().tables)
            frame().expects_table = true;
        else if (ends_tables(token))
            frame().tables = frame().expects_table = false;
        else // a table function, LATERAL, or what follows a table
            frame().expects_table = frame().expects_table && token.is("lateral");
    }

    static bool ends_tables(const SqlToken& token)
    {
        for (const std::string_view word : {"where", "group", "having", "order", "limit", "window", "union",
                                            "intersect", "except", "procedure"})
            if (token.is(word))
                return true;
        return false;
    }

    void take_symbol(const SqlToken& token)
    {
        if (token.is('(')) {
            const bool tables = frame().expects_table;
            frame().expects_table = false;
            frames_.push_back({false, tables, tables});
        } else if (token.is(')')) {
            if (frames_.size() > 1)
                frames_.pop_back();
        } else
            frame().expects_table = token.is(',') && frame().tables;
    }

    std::vector<Frame> frames_{Frame{}};
    std::vector<std::string> name_; ///< of the table that is being read
    bool after_point_ = false;
    std::vector<QualifiedName> sources_;
};

} // namespace

std::vector<QualifiedName> view_sources(std::string_view definition)
{
    return SourceCollector().collect(definition);
}

} // namespace colophon::mysql
