using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.Http;
using FluentValidation;

namespace AffiliateFunctions.Events;

/// <summary>Validates the events of one type against the table of the contract.</summary>
internal sealed class EventValidator : AbstractValidator<EventBody>
{
    /// <summary>The greatest integer that every JSON reader represents exactly (RFC 8259, section 6).</summary>
    public const long MaxAmount = 9_007_199_254_740_991;

    private const string Latest = "latest";
    private static readonly string[] SaleTypes = ["new", "renewal", "upgrade"];
    private static readonly string[] Stages =
    [
        "qualified",
        "meeting",
        "negotiation",
        "closed_won",
        "closed_lost",
        "unqualified",
    ];
    private static readonly string[] RefundReasons = ["refund", "chargeback", "dispute_won", "refund_failed"];
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Created once, because building a validator costs more than validating an event.
    private static readonly EventValidator[] Kinds =
    [
        .. Enum.GetValues<EventType>().Select(type => new EventValidator(type)),
    ];

    private EventValidator(EventType type)
    {
        RuleFor(e => e.EventId).Must(id => EventId.TryParse(id, out _)).WithMessage($"Give {EventId.Form}.");
        RuleFor(e => e.OccurredAt)
            .Must((_, at, context) => at is null || (at >= Earliest && at <= LatestOf(context)))
            .WithMessage("Give the time of the event, from the year 2000 until now.");
        foreach (
            var text in new System.Linq.Expressions.Expression<Func<EventBody, string?>>[]
            {
                e => e.Code,
                e => e.Coupon,
                e => e.ClickId,
                e => e.Deal,
                e => e.Url,
                e => e.Referrer,
                e => e.UserAgent,
                e => e.ProductId,
                e => e.Plan,
            }
        )
        {
            RuleFor(text).MaximumLength(2000).WithMessage("This may have at most 2,000 characters.");
        }

        RuleFor(e => e.SubId)
            .Must(subId => subId is null || LinkOrigin.IsSubId(subId))
            .WithMessage($"Give {LinkOrigin.SubIdForm}.");
        RuleFor(e => e.Ip)
            .Must(ip => ip is null || System.Net.IPAddress.TryParse(ip, out _))
            .WithMessage("Give an address such as 192.0.2.1 or 2001:db8::1.");
        RuleFor(e => e.Country)
            .Must(country => country is null || CountryCode.TryParse(country.ToUpperInvariant(), out _))
            .WithMessage($"Give {CountryCode.Form}.");
        switch (type)
        {
            case EventType.Click:
                RuleFor(e => e.Code).NotEmpty().WithMessage("Give the code of the partner's link.");
                break;
            case EventType.Lead:
                CheckCustomer();
                RuleFor(e => e)
                    .Must(e =>
                        e.ClickId is not null || e.Code is not null || e.Coupon is not null || e.Deal is not null
                    )
                    .OverridePropertyName("ClickId")
                    .WithMessage("Give one of 'click_id', 'code', 'coupon' and 'deal'.");
                break;
            case EventType.Stage:
                RuleFor(e => e)
                    .Must(e => e.CustomerExternalId is not null || e.Deal is not null)
                    .OverridePropertyName("CustomerExternalId")
                    .WithMessage("Give 'customer_external_id' or 'deal'.");
                RuleFor(e => e.CustomerExternalId)
                    .Must(id => id is null || CustomerId.TryParse(id, out _))
                    .WithMessage($"Give {CustomerId.Form}.");
                RuleFor(e => e.Stage).Must(Stages.Contains).WithMessage($"Give one of {string.Join(", ", Stages)}.");
                break;
            case EventType.Sale:
                CheckCustomer();
                CheckSale(type);
                break;
            case EventType.SaleChange:
                CheckSale(type);
                RuleFor(e => e.Reason)
                    .Must(reason => reason is null or EventBody.DealLost)
                    .WithMessage($"Give {EventBody.DealLost}, or leave this out.");
                break;
            default:
                CheckRefund();
                break;
        }
    }

    private void CheckCustomer()
    {
        RuleFor(e => e.Customer).NotNull().WithMessage("Describe the customer.");
        RuleFor(e => e.Customer!.ExternalId)
            .Must(id => CustomerId.TryParse(id, out _))
            .When(e => e.Customer is not null)
            .WithMessage($"Give {CustomerId.Form}.");
        RuleFor(e => e.Customer!.Email)
            .Must(email => email is null || MailAddressText.Fits(email))
            .When(e => e.Customer is not null)
            .WithMessage("Give an e-mail address, such as name@example.com.");
        RuleFor(e => e.Customer!.Country)
            .Must(country => country is null || CountryCode.TryParse(country.ToUpperInvariant(), out _))
            .When(e => e.Customer is not null)
            .WithMessage($"Give {CountryCode.Form}.");
        RuleFor(e => e.Customer!.SignupDate)
            .Must(date => date is null || Instants.Read(date) is not null)
            .When(e => e.Customer is not null)
            .WithMessage("Give an RFC 3339 date or time, such as 2026-11-05.");
        RuleFor(e => e.Customer!)
            .Must(c =>
                c.Name?.Length is null or <= 200
                && c.Company?.Length is null or <= 200
                && c.Source?.Length is null or <= 200
            )
            .When(e => e.Customer is not null)
            .WithMessage("Name, company and source may have at most 200 characters.");
    }

    // A change may omit the currency, which is then that of the sale.
    private void CheckSale(EventType type)
    {
        RuleFor(e => e.InvoiceId).Must(id => InvoiceId.TryParse(id, out _)).WithMessage($"Give {InvoiceId.Form}.");
        RuleFor(e => e.Amount).Must(amount => amount is >= 0 and <= MaxAmount).WithMessage(AmountForm);
        RuleFor(e => e.Fee).Must(amount => amount is null or (>= 0 and <= MaxAmount)).WithMessage(AmountForm);
        CheckParts("Tax, fee, shipping, tip and duty may not be more than the amount.", e => e.Amount, e => e.Fee ?? 0);
        RuleFor(e => e.PaidAmount)
            .Must((e, amount) => amount is null == e.PaidCurrency is null && amount is null or (> 0 and <= MaxAmount))
            .WithMessage(
                "Give 'paid_amount' and 'paid_currency' together: what the customer paid, in minor units of the "
                    + "currency in which it was paid."
            );
        RuleFor(e => e.PaidCurrency)
            .Must(currency => currency is null || IsCurrency(currency))
            .WithMessage($"Give {Currency.Form}.");
        RuleFor(e => e.Currency)
            .Must(currency => IsCurrency(currency) || (currency is null && type == EventType.SaleChange))
            .WithMessage($"Give {Currency.Form}.");
        RuleFor(e => e.Quantity)
            .Must(quantity => quantity is null or (>= 1 and <= 1_000_000_000))
            .WithMessage("Give a quantity of 1 or more.");
        RuleFor(e => e.SaleType)
            .Must(type => type is null || SaleTypes.Contains(type))
            .WithMessage($"Give one of {string.Join(", ", SaleTypes)}.");
        RuleFor(e => e.FxRate)
            .Must(rate => rate is null || Amounts.ReadRate(rate) is not null)
            .WithMessage(
                "Give a positive decimal number such as \"1.0875\", with at most 12 digits before the point "
                    + "and 10 after it."
            );
        RuleFor(e => e.FxRate)
            .Must(
                (e, _) =>
                    e.FxRate is null
                    || e.Amount is not { } amount
                    || Amounts.ReadRate(e.FxRate) is not { } rate
                    || IsBookable(amount, e.Currency, rate)
            )
            .WithMessage("At this rate the amount is too large to be booked; give a lower rate or amount.");
    }

    // The parts that are not goods or services must not exceed the amount.
    private void CheckParts(string message, Func<EventBody, long?> amountOf, Func<EventBody, long> feeOf)
    {
        foreach (
            var part in new System.Linq.Expressions.Expression<Func<EventBody, long?>>[]
            {
                e => e.Tax,
                e => e.Shipping,
                e => e.Tip,
                e => e.Duty,
            }
        )
        {
            RuleFor(part).Must(amount => amount is null or (>= 0 and <= MaxAmount)).WithMessage(AmountForm);
        }

        RuleFor(e => e.Tax)
            .Must((e, _) => amountOf(e) is null or < 0 || (e.Outside ?? 0) + feeOf(e) <= amountOf(e))
            .WithMessage(message);
    }

    private void CheckRefund()
    {
        RuleFor(e => e.InvoiceId).Must(id => InvoiceId.TryParse(id, out _)).WithMessage($"Give {InvoiceId.Form}.");
        RuleFor(e => e.Amount)
            .Must(
                (e, amount) =>
                    amount is null
                        ? e.TotalRefunded is not null
                        : e.TotalRefunded is null && amount is > 0 and <= MaxAmount
            )
            .WithMessage(
                "Give either 'amount', the amount of this refund, or 'total_refunded', the amount refunded so far, "
                    + "in minor units."
            );
        RuleFor(e => e.TotalRefunded).Must(total => total is null or (>= 0 and <= MaxAmount)).WithMessage(AmountForm);
        CheckParts(
            "Tax, shipping, tip and duty may not be more than the refunded amount.",
            e => e.Amount ?? e.TotalRefunded,
            _ => 0
        );
        RuleFor(e => e.PaymentId).MaximumLength(2000).WithMessage("This may have at most 2,000 characters.");
        RuleFor(e => e.Reason)
            .Must(reason => reason is null || RefundReasons.Contains(reason))
            .WithMessage($"Give one of {string.Join(", ", RefundReasons)}.");
    }

    private static bool IsCurrency(string? code) => Currency.TryParse(code?.ToUpperInvariant(), out _);

    private const string AmountForm = "Give an integer in minor units, from 0 to 9007199254740991.";

    /// <summary>Validates an event of a type and returns all errors.</summary>
    /// <param name="type">The type of the event.</param>
    /// <param name="body">The event.</param>
    /// <param name="now">The current time. An event may be up to a day in the future, because clocks differ.</param>
    public static Result<EventBody> Check(EventType type, EventBody body, DateTimeOffset now)
    {
        var context = new ValidationContext<EventBody>(body) { RootContextData = { [Latest] = now.AddDays(1) } };
        var errors = Kinds[(int)type]
            .Validate(context)
            .Errors.Select(error => (JsonPointer.FromProperty(error.PropertyName), error.ErrorMessage))
            .Concat(SentLines.Mistakes(type, body))
            .Concat(SentMetadata.Mistakes(body.Metadata))
            .ToList();
        return errors.Count == 0 ? body : Problem.Invalid(errors);
    }

    /// <summary>
    /// Whether an amount converted at a rate can be booked in any currency. No currency has more than three decimals.
    /// </summary>
    public static bool IsBookable(long amount, string? currency, decimal rate) =>
        !Currency.TryParse(currency?.ToUpperInvariant(), out var own)
        || (ExactAmount.Of(amount) * ExactAmount.Of(rate)).Shift(3 - own.Digits) <= ExactAmount.Of(MaxAmount);

    private static DateTimeOffset LatestOf(ValidationContext<EventBody> context) =>
        (DateTimeOffset)context.RootContextData[Latest];
}
