using FluentValidation;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Runs a validator and returns all errors together, by JSON Pointer.</summary>
public static class Validation
{
    /// <summary>Returns the value, or all its errors.</summary>
    public static Result<T> Check<T>(this IValidator<T> validator, T value)
    {
        return validator.Check(value, []);
    }

    /// <summary>Returns the value, or all its errors together with those that were found elsewhere.</summary>
    public static Result<T> Check<T>(
        this IValidator<T> validator,
        T value,
        IReadOnlyList<(string Pointer, string Sentence)> others
    )
    {
        var outcome = validator.Validate(value);
        return outcome.IsValid && others.Count == 0
            ? value
            : Problem.Invalid(
                outcome.Errors.Select(e => (JsonPointer.FromProperty(e.PropertyName), e.ErrorMessage)).Concat(others)
            );
    }
}
