namespace Testing.Tables;

/// <summary>An answer of the Table service that refuses a request.</summary>
/// <remarks>Codes: https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes.</remarks>
internal sealed class TableFault(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The error code of the service.</summary>
    public string Code => code;

    /// <summary>The index of the operation of a transaction that failed; null outside of transactions.</summary>
    public int? Operation { get; init; }

    public static TableFault InvalidInput(string message) => new(400, "InvalidInput", message);

    public static TableFault TableNotFound() => new(404, "TableNotFound", "The table specified does not exist.");

    public static TableFault TableExists() => new(409, "TableAlreadyExists", "The table specified already exists.");

    public static TableFault NotFound() => new(404, "ResourceNotFound", "The specified resource does not exist.");

    public static TableFault EntityExists() => new(409, "EntityAlreadyExists", "The specified entity already exists.");

    public static TableFault ConditionFailed() =>
        new(412, "UpdateConditionNotSatisfied", "The update condition specified in the request was not satisfied.");

    public static TableFault ColumnTooLarge(string column) =>
        new(
            400,
            "PropertyValueTooLarge",
            $"The value of the property '{column}' exceeds 64 KiB: 32 Ki characters of text, or 64 Ki bytes."
        );

    public static TableFault EntityTooLarge() =>
        new(400, "EntityTooLarge", "The entity is larger than the maximum allowed size (1 MiB).");

    public static TableFault BodyTooLarge() =>
        new(413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.");

    public static TableFault DuplicateRow(string key) =>
        new(
            400,
            "InvalidDuplicateRow",
            $"The batch has more than one operation on the entity with the RowKey '{key}'."
        );

    /// <summary>The same fault as that of an operation of a transaction.</summary>
    /// <param name="operation">The index of the operation.</param>
    /// <returns>The fault.</returns>
    public TableFault At(int operation) => new(Status, Code, Message) { Operation = operation };
}
