using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.RuleBooks;
using Body = AffiliateFunctions.RuleEvaluation.EvaluationBody;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>
/// Converts a described event to the facts that rules use, and collects every mistake in the description.
/// </summary>
internal static class DescribedFacts
{
    private const string Counted = "Give an integer, 0 or more.";

    /// <summary>The facts of the event.</summary>
    public static ConversionFacts Of(Body.EventBody described, DateTimeOffset now, ProblemList mistakes)
    {
        var type = Named<ConversionType>(described.Type);
        mistakes.Check(type is not null, "/event/type", "Give one of click, lead, stage, sale and refund.");
        mistakes.Check(
            type != ConversionType.Sale || described.Amount is not null,
            "/event/amount",
            $"Add 'amount': {Amounts.Form}."
        );
        var (amount, tax, fee) = (described.Amount ?? 0, described.Tax ?? 0, described.Fee ?? 0);
        var (shipping, tip, duty) = (described.Shipping ?? 0, described.Tip ?? 0, described.Duty ?? 0);
        foreach (
            var (member, value) in new[]
            {
                ("amount", amount),
                ("tax", tax),
                ("fee", fee),
                ("shipping", shipping),
                ("tip", tip),
                ("duty", duty),
            }
        )
        {
            mistakes.Check(Amounts.Fits(value), $"/event/{member}", $"Give {Amounts.Form}.");
        }

        mistakes.Check(
            new[] { amount, tax, fee, shipping, tip, duty }.Any(part => !Amounts.Fits(part))
                || tax + fee + shipping + tip + duty <= amount,
            "/event/tax",
            "Tax, fee, shipping, tip and duty may not be more than the amount."
        );
        mistakes.Check(
            described.Quantity is null or (>= 1 and <= Amounts.MaxQuantity),
            "/event/quantity",
            $"Give a quantity from 1 to {Amounts.MaxQuantity}."
        );
        var lines =
            type == ConversionType.Sale ? Of(described.Lines, amount, tax, shipping + tip + duty, mistakes) : null;
        Currency currency = default;
        mistakes.Check(
            described.Currency is null || Currency.TryParse(described.Currency.ToUpperInvariant(), out currency),
            "/event/currency",
            $"Give {Currency.Form}."
        );
        var rate = Amounts.ReadRate(described.FxRate);
        mistakes.Check(described.FxRate is null || rate is not null, "/event/fx_rate", $"Give {Amounts.RateForm}.");
        mistakes.Check(
            EventId.TryParse(described.EventId ?? "evaluated", out var id),
            "/event/event_id",
            $"Give {EventId.Form}."
        );
        mistakes.Check(
            described.ReportedBy is null or ConversionFacts.ByPartner or ConversionFacts.ByCompany,
            "/event/reported_by",
            "Give partner for a stage that the partner has reported itself, or company."
        );
        return new ConversionFacts
        {
            Type = type ?? default,
            EventId = id,
            OccurredAt = mistakes.Time(described.OccurredAt, "/event/occurred_at") ?? now,
            Amount = amount,
            Tax = tax,
            Fee = fee,
            Shipping = shipping,
            Tip = tip,
            Duty = duty,
            Currency = described.Currency is null ? null : currency,
            FxRate = rate,
            ProductId = described.ProductId,
            Plan = described.Plan,
            Quantity = described.Quantity,
            Lines = lines,
            SaleType = described.SaleType,
            StageName = described.Stage,
            ReportedBy = described.ReportedBy == ConversionFacts.ByPartner ? described.ReportedBy : null,
            ClickCountry = described.Country,
            Metadata = MetadataText.Of(described.Metadata),
        };
    }

    private static SaleLine[]? Of(
        IReadOnlyList<Body.LineBody>? described,
        long amount,
        long tax,
        long beside,
        ProblemList mistakes
    )
    {
        const string Pointer = "/event/lines";
        if (described is not { Count: > 0 })
        {
            return null;
        }

        for (var i = 0; i < described.Count; i++)
        {
            mistakes.Check(described[i].Amount is not null, $"{Pointer}/{i}/amount", SaleLineCheck.AmountForm);
        }

        SaleLine[] lines =
        [
            .. described.Select(line => new SaleLine
            {
                LineId = line.LineId,
                ProductId = line.ProductId,
                Plan = line.Plan,
                Quantity = line.Quantity,
                Amount = line.Amount ?? 0,
                Tax = line.Tax,
                Discount = line.Discount,
            }),
        ];
        foreach (
            var (place, sentence) in described.All(line => line.Amount is not null)
                ? SaleLineCheck.MistakesIn(lines, amount, tax, beside)
                : []
        )
        {
            mistakes.Add(Pointer + place, sentence);
        }

        return lines;
    }

    /// <summary>
    /// The facts of the customer. When the number of sales is missing, the number of earlier payments is used.
    /// </summary>
    public static CustomerFacts Of(Body.CustomerBody? described, Body.HistoryBody history, ProblemList mistakes)
    {
        var customer = described ?? new Body.CustomerBody();
        foreach (
            var (member, number) in new[]
            {
                ("subscription_months", customer.SubscriptionMonths),
                ("sale_amount", customer.SaleAmount),
                ("sales", customer.Sales),
            }
        )
        {
            mistakes.Check(number is not { } told || Amounts.Fits(told), $"/customer/{member}", Counted);
        }

        return new CustomerFacts
        {
            ExternalId = customer.ExternalId,
            Email = customer.Email,
            Country = customer.Country,
            Source = customer.Source,
            SignupDate = Written(customer.SignupDate, "signup_date"),
            SubscriptionStart = Written(customer.SubscriptionStart, "subscription_start"),
            SubscriptionMonths = customer.SubscriptionMonths,
            EmailDomain = customer.EmailDomain,
            SaleAmount = customer.SaleAmount,
            Sales = customer.Sales ?? history.Payments,
        };

        WrittenTime? Written(string? text, string member)
        {
            WrittenTime time = default;
            mistakes.Check(
                text is null || WrittenTime.TryParse(text, out time),
                $"/customer/{member}",
                $"Give {WrittenTime.Form}."
            );
            return text is null ? null : time;
        }
    }

    /// <summary>The facts of a partner.</summary>
    public static PartnerFacts Of(
        Body.PartnerBody described,
        string name,
        PartnerNames names,
        string pointer,
        ProblemList mistakes
    )
    {
        var stats = described.Stats ?? new PartnerStats();
        foreach (var metric in new[] { "clicks", "leads", "sales", "customers", "sale_amount", "commission_amount" })
        {
            foreach (var window in Enum.GetValues<Window>())
            {
                mistakes.Check(
                    Amounts.Fits(stats.Of($"partner.{metric}").In(window)),
                    $"{pointer}/stats/{metric}/{window.ToString().ToLowerInvariant()}",
                    Counted
                );
            }
        }

        return new PartnerFacts
        {
            ReferredBy = described.ReferredBy is { Length: > 0 } recruiter ? names.Of(recruiter) : null,
            Id = names.Of(name),
            Group = described.Group ?? "default",
            Country = described.Country,
            Email = described.Email,
            Certifications = described.Certifications is { Count: > 0 } certifications ? certifications : null,
            Stats = stats,
        };
    }

    /// <summary>The used amounts of the caps, for the partners that state them.</summary>
    public static IReadOnlyDictionary<PartnerId, IReadOnlyDictionary<string, long>> CapUseOf(
        Body body,
        PartnerNames names,
        ProblemList mistakes
    )
    {
        var told = new Dictionary<PartnerId, IReadOnlyDictionary<string, long>>();
        Tell(body.Partner?.Id ?? "partner", body.Partner, "/partner");
        foreach (var (name, partner) in body.Partners ?? [])
        {
            Tell(name, partner, ProblemList.At("/partners", name));
        }

        return told;

        void Tell(string name, Body.PartnerBody? partner, string pointer)
        {
            if (partner?.CapUsed is { } used)
            {
                CheckCapUse(used, $"{pointer}/cap_used", mistakes);
                told[names.Of(name)] = used;
            }
        }
    }

    /// <summary>A touch.</summary>
    public static Touch Of(Body.TouchBody described, PartnerNames names, string pointer, ProblemList mistakes)
    {
        var kind = Named<TouchKind>(described.Kind);
        mistakes.Check(described.Partner is not null, $"{pointer}/partner", "Name the partner of the touch.");
        mistakes.Check(kind is not null, $"{pointer}/kind", "Give one of deal, coupon, click, manual and assignment.");
        mistakes.Check(described.At is not null, $"{pointer}/at", "Give the time of the touch.");

        // Touches at the same instant are distinguished by their events, or else by their partners' names. Their
        // position in
        // the list does not matter.
        return new Touch(
            names.Of(described.Partner ?? string.Empty),
            kind ?? default,
            mistakes.Time(described.At, $"{pointer}/at") ?? default
        )
        {
            Source = described.EventId ?? described.Partner,
        };
    }

    /// <summary>The customer's history. A first sale counts as at least one payment.</summary>
    public static CustomerHistory Of(Body.HistoryBody history, ProblemList mistakes)
    {
        mistakes.Check(history.Payments is null or >= 0, "/history/payments", Counted);
        CheckCapUse(history.CapUsed ?? [], "/history/cap_used", mistakes);
        var firstSaleAt = mistakes.Time(history.FirstSaleAt, "/history/first_sale_at");
        return new CustomerHistory(history.Payments ?? (firstSaleAt is null ? 0 : 1), firstSaleAt)
        {
            RulesPaid = history.RulesPaid,
        };
    }

    private static void CheckCapUse(Dictionary<string, long> capUsed, string pointer, ProblemList mistakes)
    {
        foreach (var (cap, used) in capUsed)
        {
            mistakes.Check(Amounts.Fits(used), ProblemList.At(pointer, cap), $"Give {Amounts.Form}.");
        }
    }

    private static T? Named<T>(string? name)
        where T : struct, Enum =>
        name is { Length: > 0 }
        && name.All(char.IsAsciiLetterLower)
        && Enum.TryParse<T>(name, ignoreCase: true, out var value)
            ? value
            : null;
}
