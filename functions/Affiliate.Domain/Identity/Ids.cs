using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>The id of an adjustment by hand: <c>adj_</c> and a sortable id.</summary>
[JsonConverter(typeof(TextValueJsonConverter<AdjustmentId>))]
public readonly record struct AdjustmentId : ITextValue<AdjustmentId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "an id that begins with adj_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out AdjustmentId result) =>
        TextValue.TryCreate(PrefixedId.Fits(text, "adj_"), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The id of an application to become a partner: <c>app_</c> and a sortable id.</summary>
[JsonConverter(typeof(TextValueJsonConverter<ApplicationId>))]
public readonly record struct ApplicationId : ITextValue<ApplicationId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "an id that begins with app_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ApplicationId result) =>
        TextValue.TryCreate(PrefixedId.Fits(text, "app_"), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The id of a commission: <c>com_</c> and an id derived from its event and rule.</summary>
[JsonConverter(typeof(TextValueJsonConverter<CommissionId>))]
public readonly record struct CommissionId : ITextValue<CommissionId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "an id that begins with com_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out CommissionId result) =>
        TextValue.TryCreate(PrefixedId.Fits(text, "com_"), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The id of contract terms: <c>ctr_</c> and a sortable id.</summary>
[JsonConverter(typeof(TextValueJsonConverter<ContractId>))]
public readonly record struct ContractId : ITextValue<ContractId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "an id that begins with ctr_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ContractId result) =>
        TextValue.TryCreate(PrefixedId.Fits(text, "ctr_"), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// The company's id of a customer (<c>external_id</c>): 1 to 200 printable characters without / \ # ?.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<CustomerId>))]
public readonly record struct CustomerId : ITextValue<CustomerId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "1 to 200 printable characters without /, \\, # and ?";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out CustomerId result) =>
        TextValue.TryCreate(StorageSafe.Fits(text, 200, allowSpace: true), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The id of a dispute about a commission: <c>dsp_</c> and a sortable id.</summary>
[JsonConverter(typeof(TextValueJsonConverter<DisputeId>))]
public readonly record struct DisputeId : ITextValue<DisputeId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "an id that begins with dsp_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out DisputeId result) =>
        TextValue.TryCreate(PrefixedId.Fits(text, "dsp_"), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// The id of a tracking event, chosen by its sender: 1 to 200 printable characters without white space and without / \
/// # ?.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<EventId>))]
public readonly record struct EventId : ITextValue<EventId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "1 to 200 printable characters without white space, /, \\, # and ?";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out EventId result) =>
        TextValue.TryCreate(StorageSafe.Fits(text, 200), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// The number of an invoice, chosen by its issuer, such as <c>INV/2026/0001</c>: 1 to 200 printable characters.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<InvoiceId>))]
public readonly record struct InvoiceId : ITextValue<InvoiceId>
{
    /// <summary>The number as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "1 to 200 printable characters, without white space at the start or the end";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out InvoiceId result) =>
        TextValue.TryCreate(Fits(text), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool Fits(string? text) =>
        text is { Length: > 0 and <= 200 }
        && text.Trim().Length == text.Length
        && text.All(c => !char.IsControl(c) && !char.IsSurrogate(c));
}

/// <summary>
/// The id of a lead that is handed to a partner, chosen by the company: 1 to 60 printable characters without white space
/// and without / \ # ?.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<LeadId>))]
public readonly record struct LeadId : ITextValue<LeadId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "1 to 60 printable characters without white space, /, \\, # and ?";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out LeadId result) =>
        TextValue.TryCreate(StorageSafe.Fits(text, 60), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The id of a partner of one program: <c>prt_</c> and a sortable id.</summary>
[JsonConverter(typeof(TextValueJsonConverter<PartnerId>))]
public readonly record struct PartnerId : ITextValue<PartnerId>
{
    /// <summary>The id as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => "an id that begins with prt_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out PartnerId result) =>
        TextValue.TryCreate(PrefixedId.Fits(text, "prt_"), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
